"""What happens to a year of duty."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Opened:
    year: int
    title: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """`seal` is the SHA-256 over all scores; `entries` the last ledger entry that they rest on."""

    year: int
    seal: str
    members: int
    entries: int


@dataclass(frozen=True, slots=True)
class Thawed:
    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class Proposed:
    band: str
    band_words: str
    remark: str


@dataclass(frozen=True, slots=True)
class Decided:
    """`seal`: over the grades of all, so that none is changed unnoticed."""

    year: int
    meeting: str
    members: int
    seal: str


YEAR_OPENED = Event("duties.year_opened", _("%(year)s 年履职按《%(title)s》计算"), Opened)
YEAR_FROZEN = Event("duties.year_frozen", _("封存了 %(year)s 年 %(members)s 位委员的履职得分"), Frozen)
YEAR_THAWED = Event("duties.year_thawed", _("解除 %(year)s 年履职得分的封存：%(reason)s"), Thawed)
GRADE_PROPOSED = Event("duties.grade_proposed", _("建议等次为%(band_words)s"), Proposed)
GRADES_DECIDED = Event("duties.grades_decided", _("%(meeting)s审定 %(year)s 年 %(members)s 位委员的等次"), Decided)
