"""The attachments of a case on paper: as they are bound behind it, and the list that says what became of each."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from django.utils import timezone

from xieshang.documents import store
from xieshang.documents.letters import Attached, Block, Enclosed
from xieshang.documents.models import File


def attached(files: Sequence[File]) -> Iterator[Attached]:
    """The files in their order, as they are to be bound behind a case."""
    for number, file in enumerate(files, start=1):
        facts = [("上传日期", f"{timezone.localdate(file.uploaded_at):%Y-%m-%d}"), ("字节", f"{file.size:,}")]
        facts.append(("SHA-256", file.sha256))
        place = store.place_of(file.stored_path)
        yield Attached(f"附件 {number}：{file.name}", file.media_type, file.size, place, facts)


def listed(files: Sequence[File], enclosed: Sequence[Enclosed] = ()) -> Iterator[Block]:
    """The list in the case: which files there are, which of them are bound behind, and why others are not."""
    yield Block(
        "note", "PDF 和图片附件装订在后，其他附件随案另存；各附件以 SHA-256 校验值核对。" if enclosed else APART
    )
    rows = [
        [str(number), file.name, f"{file.size:,}", _fate(one), file.sha256]
        for number, (file, one) in enumerate(zip_longest(files, enclosed), start=1)
    ]
    yield Block("table", head=["序号", "名称", "字节", "装订", "SHA-256"], rows=rows, widths=[0, 4, 0, 4, 4])


APART = "本件不装订附件，附件随案另存；各附件以 SHA-256 校验值核对。"


def _fate(one: Enclosed | None) -> str:
    if one is None:
        return "未装订"
    return f"装订在后，{one.pages} 页" if one.content else f"未装订：{one.reason}"
