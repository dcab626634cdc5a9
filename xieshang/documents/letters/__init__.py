"""Papers that are printed: official letters (公文), the dossier of a case, the seats of a hall, set from plain data.

letter = Letter(head="某某市教育局", number="某教提〔2026〕1号", title="…", addressee="…", opening=["…"], …)
letters.pdf(letter)                     # the layout of GB/T 9704-2012, fonts embedded
letters.docx(letter)                    # the same for those who go on writing in it
letters.dossier(Dossier(…))             # a cover, sections, letters, bookmarks, page numbers
letters.chart(Chart(…))                 # the seats of a hall on one sheet
letters.cards(Cards(…))                 # cards for the tables, a sheet each, to be folded
letters.enclose([Attached(…)], …)       # attached files made ready to go behind it, or the reason why not
letters.bind(main, [Appended(…)], out)  # other PDFs after it

Pure functions: the same data make the same bytes.
"""

from xieshang.documents.letters.binding import Appended, bind
from xieshang.documents.letters.enclosing import Attached, Enclosed, enclose
from xieshang.documents.letters.halls import Cards, Chart, Row
from xieshang.documents.letters.paper import Block, Dossier, Item, Letter, Section, Sheet
from xieshang.documents.letters.setting import cards, chart, dossier, pdf
from xieshang.documents.letters.word import docx

__all__ = [
    "Appended",
    "Attached",
    "Block",
    "Cards",
    "Chart",
    "Dossier",
    "Enclosed",
    "Item",
    "Letter",
    "Row",
    "Section",
    "Sheet",
    "bind",
    "cards",
    "chart",
    "docx",
    "dossier",
    "enclose",
    "pdf",
]
