"""Official letters: what stands where on the paper, read back from the files; and what is bound behind a dossier."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from pypdf import PdfReader
from pytest_django import Settings

from xieshang.documents import accept, letters
from xieshang.documents.letters import Appended, Block, Dossier, Item, Letter, Section, setting

AT = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
MM = 72 / 25.4
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def letter(**parts: Any) -> Letter:
    whole = {
        "head": "鹰城市教育局",
        "number": "鹰教提〔2026〕1号",
        "title": "关于市政协九届四次会议第12号提案的答复",
        "addressee": "林一、喆堃玥委员：",
        "at": AT,
        "opening": ["您提出的建议收悉，现答复如下。"],
        "items": [Item("一、关于“编制停车专项规划”", ["（已落实）已经编制。" + "规划覆盖四十二个小区，" * 90])],
        "closing": ["感谢您的支持。"],
        "signature": "鹰城市教育局",
        "date": "2026年3月18日",
        "mark": "类别标记：A",
        "signer": "签发人：周局长",
        "note": "（联系人：王科长，联系电话：0375-2660000）",
        "copies": "抄送：市财政局，政协鹰城市委员会办公室。",
        "issuer": "鹰城市教育局",
        "issued": "2026年3月18日印发",
    }
    return Letter(**{**whole, **parts})


class Sheet:
    """A page as a reader sees it: its lines from top to bottom, each with its place in millimetres from top left."""

    def __init__(self, page: Any) -> None:
        self.size = tuple(round(side / MM) for side in page.get_size())
        height = page.get_size()[1]
        text = page.get_textpage()
        self.lines: list[tuple[float, float, float, str]] = []
        for n in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(n)
            said = text.get_text_bounded(left, bottom, right, top).strip()
            self.lines.append(((height - top) / MM, left / MM, right / MM, said))

    @property
    def text(self) -> str:
        return "\n".join(line[3] for line in self.lines)

    def of(self, words: str) -> tuple[float, float, float, str]:
        return next(line for line in self.lines if words in line[3])


def sheets(data: bytes) -> list[Sheet]:
    with pypdfium2.PdfDocument(data) as document:
        return [Sheet(page) for page in document]


@pytest.fixture(scope="module")
def pages() -> list[Sheet]:
    return sheets(letters.pdf(letter()))


def test_a_letter_is_on_a4_within_the_margins_of_the_standard(pages: list[Sheet]) -> None:
    """A4; nothing of the text above 37 mm, left of 28 mm or right of 184 mm."""
    assert {page.size for page in pages} == {(210, 297)}
    for page in pages:
        inside = [line for line in page.lines if line[0] < 262]
        assert min(line[0] for line in inside) >= 36.9
        assert min(line[1] for line in inside) >= 27.9
        assert max(line[2] for line in inside) <= 184.6


def test_the_parts_stand_in_their_order(pages: list[Sheet]) -> None:
    """The class top right, the head, the number with who signed, the title, whom it is for, the text."""
    first = pages[0]
    order = ["类别标记", "鹰城市教育局", "鹰教提", "关于市政协", "林一", "您提出的建议", "一、关于"]
    tops = [first.of(words)[0] for words in order]
    assert tops == sorted(tops)
    assert max(line[2] for line in first.lines if line[0] < 50) == pytest.approx(184, abs=1)
    assert first.of("签发人")[0] == pytest.approx(first.of("鹰教提")[0], abs=1)


def test_a_page_has_twenty_two_lines_of_twenty_eight_characters(pages: list[Sheet]) -> None:
    """Counted on a page that is full of text."""
    text = "字" * 28 * 60
    full = sheets(letters.pdf(letter(items=[], opening=[text])))[1]
    lines = [line for line in full.lines if "字" in line[3]]
    assert len(lines) == 22
    assert {len(line[3]) for line in lines} == {28}


def test_the_foot_stands_at_the_end_of_the_last_page(pages: list[Sheet]) -> None:
    """Signature, date, who can be asked; copies and issuer at the bottom."""
    last = pages[-1]
    assert "（联系人：王科长，联系电话：0375-2660000）" in last.text
    assert last.of("抄送")[0] > 230
    assert last.of("印发")[0] > last.of("抄送")[0]
    assert [page.of("—")[3] for page in pages] == [f"— {n} —" for n in range(1, len(pages) + 1)]


def test_what_is_empty_is_left_out() -> None:
    """No copies, no issuer: no foot; the number stands in the middle where nobody signs beside it."""
    (page,) = sheets(letters.pdf(letter(copies="", issuer="", signer="", mark="", note="", items=[])))
    assert "抄送" not in page.text
    _top, left, right, _said = page.of("鹰教提")
    assert (left + right) / 2 == pytest.approx(28 + 156 / 2, abs=1)


def test_texts_are_never_markup() -> None:
    """What a person writes is set as it is."""
    odd = r'#set text(red) *b* _i_ $x$ `c` <l> @r \ "q" = h [x] //c'
    (page,) = sheets(letters.pdf(letter(opening=[odd], items=[])))
    assert "#set text(red) *b* _i_ $x$ `c` <l> @r" in " ".join(page.text.split())


def test_the_same_letter_makes_the_same_bytes_with_its_fonts_in_it() -> None:
    """PDF/A-2b; every font is embedded, so that it looks the same in twenty years."""
    data = letters.pdf(letter())
    assert data == letters.pdf(letter())
    reader = PdfReader(io.BytesIO(data))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in inner)
    assert reader.metadata is not None
    assert reader.metadata.title == letter().title
    accept.inspect("答复.pdf", io.BytesIO(data))


def test_an_office_uses_fonts_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """The folder of fonts in the data folder comes first."""
    settings.MEDIA_ROOT = tmp_path / "files"
    assert setting.own_fonts() == tmp_path / "fonts"


def test_the_shipped_font_is_what_its_licence_and_record_say() -> None:
    """Noto Serif SC, unchanged, under the SIL Open Font Licence."""
    folder = Path(setting.HERE) / "fonts"
    assert sorted(path.name for path in folder.iterdir()) == ["NotoSerifSC-Regular.ttf", "OFL.txt"]
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text().upper()
    record = Path("docs/decisions/0014-official-letters.md").read_text()
    import hashlib

    assert hashlib.sha256((folder / "NotoSerifSC-Regular.ttf").read_bytes()).hexdigest() in record


class TestWord:
    def paragraphs(self, data: bytes) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own
            root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314
        return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]

    def test_it_says_the_same(self) -> None:
        """Every part, in the order of the paper; and it may come in as an upload."""
        data = letters.docx(letter())
        said = [text for text in self.paragraphs(data) if text]
        assert said[:4] == ["类别标记：A", "鹰城市教育局", "鹰教提〔2026〕1号签发人：周局长", letter().title]
        assert said[-2:] == ["抄送：市财政局，政协鹰城市委员会办公室。", "鹰城市教育局2026年3月18日印发"]
        accept.inspect("答复.docx", io.BytesIO(data))

    def test_it_has_the_page_of_the_standard(self) -> None:
        """A4, margins, the grid of 22 lines."""
        with zipfile.ZipFile(io.BytesIO(letters.docx(letter()))) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314
        margins = next(root.iter(f"{W}pgMar"))
        millimetres = {
            side: round(int(margins.get(f"{W}{side}", "0")) / 56.6929) for side in ("top", "bottom", "left", "right")
        }
        assert millimetres == {"top": 37, "bottom": 35, "left": 28, "right": 26}
        assert next(root.iter(f"{W}docGrid")).get(f"{W}linePitch") == "580"

    def test_odd_characters_do_not_break_it(self) -> None:
        """Markup and control characters are text, or gone."""
        said = self.paragraphs(letters.docx(letter(opening=["<b>&\x01\ufffe甲</b>"])))
        assert "<b>&甲</b>" in said


class TestDossier:
    def paper(self) -> bytes:
        return letters.dossier(
            Dossier(
                title="关于停车的建议",
                above="政协鹰城市委员会",
                running="2026-0012",
                at=AT,
                facts=[("案号", "2026-0012")],
                sections=[
                    Section("提案正文", [Block("paragraph", "正文在此。")]),
                    Section("市教育局的答复", letter=letter(items=[])),
                    Section("经过", [Block("table", head=["时间", "事"], rows=[["甲", "乙"]] * 80, widths=[0, 1])]),
                ],
            )
        )

    def test_it_has_bookmarks_and_page_numbers(self) -> None:
        """A bookmark for each section, numbers on every page."""
        data = self.paper()
        outline = PdfReader(io.BytesIO(data)).outline
        assert [one.title for one in outline if not isinstance(one, list)] == ["提案正文", "市教育局的答复", "经过"]
        pages = sheets(data)
        assert [page.of("—")[3] for page in pages] == [f"— {n} —" for n in range(1, len(pages) + 1)]

    def test_other_files_are_bound_behind(self) -> None:
        """Each with a bookmark."""
        out, main, other = io.BytesIO(), self.paper(), letters.pdf(letter(items=[]))
        letters.bind(io.BytesIO(main), [Appended("附件：甲.pdf", io.BytesIO(other))], out)
        bound = PdfReader(out)
        titles = [one.title for one in bound.outline if not isinstance(one, list)]
        assert titles == ["提案正文", "市教育局的答复", "经过", "附件：甲.pdf"]
        assert len(bound.pages) == sum(len(PdfReader(io.BytesIO(one)).pages) for one in (main, other))
