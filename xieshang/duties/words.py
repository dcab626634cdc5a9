"""Why things counted as they did, in words; and points as people write them."""

from collections.abc import Container
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.duties.scoring import Fact, Uncounted
from xieshang.spine.event import sentence
from xieshang.spine.models import Entry

WHY_NOT: Final[dict[Uncounted, str | Promise]] = {
    Uncounted.NO_ITEM: _("办法里没有计这类事情的项目"),
    Uncounted.NOT_THE_POST: _("这一项只计担任规定职务的委员"),
    Uncounted.ANOTHER_TAKEN: _("这一项只取一次，已取另一次"),
    Uncounted.BEFORE_THE_FIRST: _("未到起算的件数"),
    Uncounted.AFTER_THE_LAST: _("超过计分的件数"),
    Uncounted.NOT_AMONG_THE_SHARERS: _("超过分摊的人数"),
    Uncounted.WORTH_NOTHING: _("按办法计 0 分"),
    Uncounted.CAP_REACHED: _("这一项已到上限"),
}
"""The reason why a fact counts nothing, as a member reads it."""


def is_case(fact: Fact) -> bool:
    """Is it a proposal that the fact speaks of?"""
    return fact.subject.startswith("proposals.proposal:")


def is_open(fact: Fact, seen: Container[int] | None) -> bool:
    """Does it speak of a proposal that is among those `seen`? None: all are."""
    return is_case(fact) and (seen is None or int(fact.subject.partition(":")[2]) in seen)


def what(fact: Fact, entry: Entry | None, seen: Container[int] | None) -> str:
    """What happened, in a sentence; without the title of a proposal that is not among those `seen`."""
    if entry is None:
        return fact.kind
    hidden = {"title": gettext("未向您开放")} if is_case(fact) and not is_open(fact, seen) else {}
    return sentence(entry.kind, {**entry.payload, **hidden})


def points(centi: int) -> str:
    """Hundredths as people write points: "7.5", "-10", "0"."""
    whole, rest = divmod(abs(centi), 100)
    sign = "-" if centi < 0 else ""
    return f"{sign}{whole}.{rest:02}".rstrip("0") if rest else f"{sign}{whole}"


SAID: Final[dict[str, str | Promise]] = {
    "present": _("出席"),
    "late": _("迟到"),
    "left_early": _("早退"),
    "on_leave": _("请假"),
    "absent": _("缺席"),
    "first": _("第一作者"),
    "other": _("联名"),
    "county": _("县级"),
    "city": _("市级"),
    "province": _("省级"),
    "nation": _("全国"),
    "single": _("单篇"),
    "digest": _("综合"),
    "passed_on": _("转送"),
    "instruction": _("批示"),
}
"""What a fact can say, as people read it."""


def said(value: str) -> str:
    """A value of a fact in words; what nobody knows as it stands."""
    return str(SAID.get(value, value))
