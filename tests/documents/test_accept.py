"""What may come in, and the sentence for what may not."""

import io
import struct

import pytest
import xlsxwriter
from django.utils import translation

from tests.factories import documents as made
from xieshang.documents import accept
from xieshang.spine.rule import Refused

NOT_ACCEPTED = "不接受这种文件。可以上传：pdf、docx、doc、xlsx、xls、pptx、ppt、ofd、png、jpg、jpeg、txt。"
MACROS = "文件里有宏或控件，可能有害。请另存为不带宏的文档，或导出为 PDF。"
LOCKED = "文件有打开密码，无法检查内容。请去掉密码，另存后再上传。"
BOMB = "文件展开后大得不合常理，不能接受。请在原软件中打开，另存后再上传。"
BROKEN = "文件已损坏，打不开。请重新保存后再上传。"
HIDDEN = "PDF 的内部结构无法检查。请用“打印”功能重新生成一份 PDF。"


def _refusal(name: str, content: bytes) -> str:
    with translation.override("zh-hans"), pytest.raises(Refused) as refused:
        accept.inspect(name, io.BytesIO(content))
    assert refused.value.field == "file"
    return refused.value.reason


def _mistaken(label: str, seen: str) -> str:
    return f"名称是 {label}，内容却是“{seen}”。请检查是否选错了文件，或另存为正确的格式。"


@pytest.mark.parametrize("ending", list(accept.KINDS))
def test_each_kind_comes_in_when_it_is_what_it_says(ending: str) -> None:
    """Its media type goes by its kind, its size is counted, its name is made safe."""
    content = made.SOUND[ending]
    accepted = accept.inspect(f"../报告.{ending.upper()}", io.BytesIO(content))
    assert accepted == accept.Accepted(f"报告.{ending.upper()}", accept.KINDS[ending].media_type, len(content))


def test_every_kind_has_a_sound_example() -> None:
    """A file field offers exactly what the test above lets in."""
    assert accept.endings() == ".pdf,.docx,.doc,.xlsx,.xls,.pptx,.ppt,.ofd,.png,.jpg,.jpeg,.txt"
    assert set(accept.KINDS) == set(made.SOUND)


@pytest.mark.parametrize(
    ("ending", "other"),
    [
        (ending, other)
        for ending, kind in accept.KINDS.items()
        for other in ("pdf", "docx", "doc", "png", "jpg")
        if kind.media_type != accept.KINDS[other].media_type
    ],
)
def test_no_kind_passes_for_another(ending: str, other: str) -> None:
    """Name and content must agree."""
    assert _refusal(f"报告.{ending}", made.SOUND[other]).startswith(f"“报告.{ending}”：名称是")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("报告.pdf", b"", "文件是空的。请检查是否选错了文件，或重新保存后再上传。"),
        ("报告.pdf", made.EXE, _mistaken("PDF 文件", "Windows 程序")),
        ("报告.docx", made.EXE, _mistaken("Word 文档", "Windows 程序")),
        ("报告.txt", made.EXE, _mistaken("TXT 文本", "Windows 程序")),
        ("报告.exe", made.EXE, NOT_ACCEPTED),
        ("报告.pdf.exe", made.EXE, NOT_ACCEPTED),
        ("报告.zip", made.zipped({"a.txt": b"a"}), NOT_ACCEPTED),
        ("报告", made.SOUND["pdf"], NOT_ACCEPTED),
        ("报告.doc", made.SOUND["docx"], _mistaken("Word 文档", "新版 Office 文档或压缩包")),
        ("报告.docx", made.SOUND["xlsx"], _mistaken("Word 文档", "新版 Office 文档或压缩包")),
        ("报告.docx", made.zipped({"a.txt": b"a"}), _mistaken("Word 文档", "新版 Office 文档或压缩包")),
        ("报告.pdf", b"<html></html>", _mistaken("PDF 文件", "网页")),
        ("报告.pdf", "正文".encode(), "内容不是 PDF 文件，或已损坏。请用制作它的软件打开，另存后再上传。"),
        ("报告.txt", b"a\x00b", "内容不是 TXT 文本，或已损坏。请用制作它的软件打开，另存后再上传。"),
        ("照片.png", made.SOUND["png"][:-12], "图片不完整，可能没有下载或保存完。请重新保存后再上传。"),
        ("照片.jpg", made.SOUND["jpg"][:-2], "图片不完整，可能没有下载或保存完。请重新保存后再上传。"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(name: str, content: bytes, reason: str) -> None:
    """The sentence names the file, the fault and the cure."""
    assert _refusal(name, content) == f"“{name}”：{reason}"


@pytest.mark.parametrize("typed", ["../../报告.exe", "\0报告.exe", "报告\u202e.exe"])
def test_a_refusal_names_the_file_by_its_safe_name(typed: str) -> None:
    """What is shown cannot play tricks on the page."""
    assert _refusal(typed, made.EXE) == f"“报告.exe”：{NOT_ACCEPTED}"


def test_a_file_that_is_too_large() -> None:
    """The limit itself is let through to the check of its content; one byte more is not."""
    at_limit = made.SOUND["txt"].ljust(accept.LARGEST, b" ")
    assert accept.inspect("a.txt", io.BytesIO(at_limit)).size == 33_554_432
    assert _refusal("a.txt", at_limit + b" ") == ("“a.txt”：文件超过 32 MB 的上限。请压缩其中的图片，或拆成几个文件。")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_plain_text_in_the_encodings_of_the_country(encoding: str) -> None:
    """Notepad's and WPS's."""
    content = "关于加强校园周边交通治理的建议\r\n\t一、现状".encode(encoding)
    assert accept.inspect("建议.txt", io.BytesIO(content)).media_type == "text/plain"


def _acting(what: str) -> str:
    return f"PDF 里有{what}，可能有害。请用“打印”功能重新生成一份 PDF。"


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.pdf(SCRIPT), _acting("脚本")),
        (made.pdf(b"<< /S/J#61vaScript/JS(1) >>"), _acting("脚本")),
        (made.pdf(b"<< /S /Launch /F (cmd.exe) >>"), _acting("启动程序的动作")),
        (made.pdf(b"<< /Names << /EmbeddedFiles 4 0 R >> >>"), _acting("内嵌的附件")),
        (made.pdf(b"<< /Type /EmbeddedFile >>"), _acting("内嵌的附件")),
        (made.pdf(b"<< /Subtype /RichMedia >>"), _acting("内嵌的多媒体")),
        (made.pdf(made.packed(b"3 0 " + SCRIPT)), _acting("脚本")),
        (made.pdf(made.packed(b"3 0 <<>>"), made.packed(b"4 0 " + SCRIPT)), _acting("脚本")),
        (made.pdf(made.packed(SCRIPT).replace(b"/ObjStm", b"/Obj#53tm")), _acting("脚本")),
        (made.pdf(made.packed(b"3 0 <<>>", b"/Filter /LZWDecode")), HIDDEN),
        (made.pdf(made.packed(b"3 0 <<>>", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>")), HIDDEN),
        (made.pdf(made.packed(b"3 0 <<>>").replace(b"\nx\x9c", b"\nxx")), HIDDEN),
        (made.pdf(made.packed(b" " * (64 * 2**20 + 1))), HIDDEN),
        (made.pdf(b"/Type /ObjStm " * 10_001 + b"\nstream\nx"), HIDDEN),
        (made.pdf(b"<< /Type /ObjStm /Filter /FlateDecode " + b" " * 4096 + b">>\nstream\nx"), HIDDEN),
        (made.pdf(made.packed(b"3 0 <<>>")[:-30]), HIDDEN),
        (made.pdf(trailer=b"/Encrypt 9 0 R"), "PDF 有密码或加密保护，无法检查内容。请另存为没有保护的 PDF。"),
        (made.pdf()[:-6], "PDF 不完整，可能没有下载或保存完。请重新保存后再上传。"),
    ],
)
def test_a_pdf_that_does_more_than_show_itself(content: bytes, reason: str) -> None:
    """In clear, spelt with escapes, or packed away."""
    assert _refusal("报告.pdf", content) == f"“报告.pdf”：{reason}"


@pytest.mark.parametrize(
    "content",
    [
        made.pdf(b"<< /OpenAction [2 0 R /Fit] >>"),
        made.pdf(made.packed(b"3 0 << /Type /Page >>")),
        made.pdf(b"<< /Type /ObjStm /N 1 /First 4 /Length 8 >>\nstream\n3 0 <<>>\nendstream"),
        made.pdf(b"<< /JavaScripted /LaunchPad >>"),
    ],
)
def test_a_pdf_that_only_looks_like_acting_comes_in(content: bytes) -> None:
    """Where it opens, packed pages, and names that merely begin alike are no harm."""
    assert accept.inspect("报告.pdf", io.BytesIO(content)).media_type == "application/pdf"


MACRO_TYPE = (
    '<Types><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("报告.docx", made.ooxml("docx", parts={"word/vbaProject.bin": b"x"}), MACROS),
        ("报告.docx", made.ooxml("docx", parts={"word/VBAPROJECT.BIN": b"x"}), MACROS),
        ("报告.docx", made.ooxml("docx", types=MACRO_TYPE), MACROS),
        ("表.xlsx", made.ooxml("xlsx", parts={"xl/macrosheets/sheet1.xml": b"x"}), MACROS),
        ("表.xlsx", made.ooxml("xlsx", parts={"xl/activeX/activeX1.bin": b"x"}), MACROS),
        ("报告.doc", made.ole("WordDocument", "Macros", "_VBA_PROJECT"), MACROS),
        ("报告.doc", made.ole("EncryptedPackage"), LOCKED),
        ("报告.docx", made.ole("EncryptedPackage"), LOCKED),
        ("报告.docx", made.ooxml("docx", parts={"big.xml": b" " * (21 * 2**20)}), BOMB),
        ("报告.docx", made.ooxml("docx", parts={f"{n}.xml": b"" for n in range(5_000)}), BOMB),
        ("报告.docx", made.ooxml("docx", parts={"../../evil.xml": b"x"}),
         "文件的内部结构不正常，不能接受。请在原软件中打开，另存后再上传。"),
        ("报告.docx", made.ooxml("docx")[:-40], BROKEN),
        ("报告.ofd", made.zipped({"Doc_0/Document.xml": b"x"}), _mistaken("OFD 文件", "新版 Office 文档或压缩包")),
    ],
)  # fmt: skip
def test_office_files_that_may_do_harm(name: str, content: bytes, reason: str) -> None:
    """Macros, passwords, bombs, and parts that would land elsewhere."""
    assert _refusal(name, content) == f"“{name}”：{reason}"


@pytest.mark.parametrize(
    "odd",
    ["<Override " * 50_000, "<" + "a" * 10**6, f"<Override {'a' * 10**6}>", "<a:" * 300_000],
    ids=["never closed", "no end", "long", "prefixes"],
)
def test_odd_content_types_are_read_in_one_pass(odd: str) -> None:
    """What was written to keep a pattern busy for hours is refused like any other nonsense."""
    content = made.ooxml("docx", types=odd)
    assert _refusal("报告.docx", content) == f"“报告.docx”：{_mistaken('Word 文档', '新版 Office 文档或压缩包')}"


def test_a_spreadsheet_of_a_real_writer_comes_in() -> None:
    """Not only our own examples do."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("提案").write(0, 0, "关于校园周边交通")
    assert accept.inspect("提案.xlsx", content).size == len(content.getvalue())


def test_a_zip_that_lies_about_the_size_of_its_parts() -> None:
    """Parts that overlap in the file to be unfolded many times."""
    content = made.ooxml("docx", parts={f"{n}.xml": b"x" for n in range(20)})
    at = content.find(b"PK\x01\x02")
    lied = content[: at + 20] + struct.pack("<L", len(content)) + content[at + 24 :]
    assert _refusal("报告.docx", lied) == f"“报告.docx”：{BOMB}"


def test_a_zip_with_a_vast_directory_is_refused_before_it_is_read() -> None:
    """The directory's size is believed only as a reason to refuse."""
    content = made.ooxml("docx")
    at = content.rfind(b"PK\x05\x06")
    vast = content[: at + 12] + struct.pack("<L", 2**31) + content[at + 16 :]
    assert _refusal("报告.docx", vast) == f"“报告.docx”：{BOMB}"


def test_an_encrypted_part_is_refused() -> None:
    """A zip password hides the content from every check."""
    content = made.ooxml("docx")
    at = content.find(b"PK\x01\x02")
    locked = content[: at + 8] + b"\x01\x00" + content[at + 10 :]
    assert _refusal("报告.docx", locked) == f"“报告.docx”：{LOCKED}"
