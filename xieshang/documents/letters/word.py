"""The official letter as a Word file, with the fonts that the standard names: an office has them on its machines."""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from xieshang.documents.letters.paper import Letter

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
RED = "C8102E"
_MM = 56.6929  # twentieths of a point
_LINE = round(225 * _MM / 22)  # twenty-two lines a page
_SPACE = round((156 * _MM / 28 - 320) / 20 * 4096)  # twenty-eight characters a line
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "http://schemas.openxmlformats.org/package/2006"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(letter: Letter) -> bytes:
    """The letter as docx in the layout of GB/T 9704-2012: A4, 22 lines of 28 characters, page numbers."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("footer", "footer1.xml"), ("footer", "footer2.xml"), ("settings", "settings.xml")
        ),
        "word/document.xml": _document(letter),
        "word/styles.xml": _styles(),
        "word/settings.xml": f'<w:settings xmlns:w="{_W}"><w:evenAndOddHeaders/></w:settings>',
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, letter.at.timetuple()[:6])
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + content)
    return out.getvalue()


def _document(letter: Letter) -> str:
    body = "".join([*_head(letter), *_text(letter), *_foot(letter)])
    return f'<w:document xmlns:w="{_W}" xmlns:r="{_DOC}"><w:body>{body}{_page()}</w:body></w:document>'


def _head(letter: Letter) -> Iterator[str]:
    if letter.mark:
        yield _line(letter.mark, align="right", font=HEI)
    yield _line(letter.head, align="center", font=SONG, size=38, colour=RED, before=_LINE, exact=False)
    number = f"{letter.number}\t{letter.signer}" if letter.signer else letter.number
    yield _line(
        number, align="left" if letter.signer else "center", before=_LINE // 2, tab=bool(letter.signer), rule=RED
    )
    yield _line(letter.title, align="center", font=SONG, size=22, before=_LINE, exact=False)
    yield _line("")


def _text(letter: Letter) -> Iterator[str]:
    if letter.addressee:
        yield _line(letter.addressee)
    yield from (_line(words, indent=True) for words in letter.opening)
    for item in letter.items:
        yield _line(item.heading, indent=True, font=HEI if item.level == 1 else KAI, keep=True)
        yield from (_line(words, indent=True) for words in item.paragraphs)
    yield from (_line(words, indent=True) for words in letter.closing)
    if letter.signature or letter.date:
        yield _line("", keep=True)
        yield _line(letter.signature, align="right", right=4, keep=True)
        yield _line(letter.date, align="right", right=4)
    yield from _roll(letter)
    if letter.note:
        yield _line(letter.note, indent=True)


def _roll(letter: Letter) -> Iterator[str]:
    """Who was there, at the end of minutes: after a blank line, two characters in."""
    if letter.roll:
        yield _line("")
    yield from (_line(f"{label}：{names}", indent=True) for label, names in letter.roll)


def _foot(letter: Letter) -> Iterator[str]:
    if letter.copies:
        yield _line("")
        yield _line(letter.copies, size=14, rule_above="000000", keep=True)
    if letter.issuer:
        yield _line(f"{letter.issuer}\t{letter.issued}", size=14, tab=True, rule="000000", rule_above="000000")


def _line(
    text: str,
    *,
    align: str = "both",
    font: str = FANG,
    size: int = 16,
    colour: str = "",
    indent: bool = False,
    right: int = 0,
    before: int = 0,
    exact: bool = True,
    keep: bool = False,
    tab: bool = False,
    rule: str = "",
    rule_above: str = "",
) -> str:
    """A paragraph. `right` is an indent in characters, `rule` the colour of a line under it."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{12 if colour_ == RED else 6}" w:space="4" w:color="{colour_}"/>'
        for side, colour_ in (("top", rule_above), ("bottom", rule))
        if colour_
    )
    ruled = "exact" if exact else "atLeast"
    about = "".join(
        [
            "<w:keepNext/>" if keep else "",
            f"<w:pBdr>{borders}</w:pBdr>" if borders else "",
            f'<w:tabs><w:tab w:val="right" w:pos="{round(156 * _MM)}"/></w:tabs>' if tab else "",
            f'<w:spacing w:before="{before}" w:after="0" w:line="{_LINE}" w:lineRule="{ruled}"/>',
            '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else "",
            f'<w:ind w:rightChars="{right * 100}" w:right="{right * 320}"/>' if right else "",
            f'<w:jc w:val="{align}"/>',
        ]
    )
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    look = f'<w:rPr>{fonts}{tint}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'
    said = "<w:tab/>".join(f'<w:t xml:space="preserve">{_plain(part)}</w:t>' for part in text.split("\t"))
    return f"<w:p><w:pPr>{about}</w:pPr><w:r>{look}{said}</w:r></w:p>"


def _plain(text: str) -> str:
    """The text as XML takes it: without characters that it has no way to write."""
    return escape("".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


def _page() -> str:
    margins = {"top": 37, "right": 26, "bottom": 35, "left": 28, "header": 15, "footer": 28}
    sizes = " ".join(f'w:{side}="{round(mm * _MM)}"' for side, mm in margins.items())
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>'
        f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {sizes} w:gutter="0"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{_LINE}" w:charSpace="{_SPACE}"/>'
        "</w:sectPr>"
    )


def _footer(align: str) -> str:
    field = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin",))
    number = (
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'.format
    indent = f'<w:ind w:{align}Chars="100" w:{align}="280"/>'
    body = f"{dash('— ')}{field}{number}{dash(' —')}"
    return f'<w:ftr xmlns:w="{_W}"><w:p><w:pPr>{indent}<w:jc w:val="{align}"/></w:pPr>{body}</w:p></w:ftr>'


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FANG}" w:hAnsi="{FANG}" w:eastAsia="{FANG}"/>'
    look = f'{fonts}<w:sz w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    usual = f"<w:docDefaults><w:rPrDefault><w:rPr>{look}</w:rPr></w:rPrDefault></w:docDefaults>"
    return f'<w:styles xmlns:w="{_W}">{usual}</w:styles>'


def _content_types() -> str:
    kinds = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "footer1": "footer",
        "footer2": "footer",
    }
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{_OPEN}/content-types">{rels}{xml}{parts}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOC}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_OPEN}/relationships">{rows}</Relationships>'
