"""The numbered items of a text, however its author numbered them: 一、（一）1、1. （1）① 第一， 一是 其一，建议一："""

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGITS = "一二三四五六七八九"
_NUMERAL = f"[{_DIGITS}十]{{1,3}}"

_STYLES = tuple(
    re.compile(style)
    for style in (
        rf"(?P<number>{_NUMERAL})\s?[、．.](?!\s*[{_DIGITS}十][、级类线次产甲])",
        rf"[（(]\s?(?P<number>{_NUMERAL})\s?[）)][、．.]?",
        r"(?<![\d.．])(?P<number>\d{1,2})\s?[、．.，](?!\d)",
        r"[（(]?(?P<number>(?<!\d)\d{1,2})[）)][、．.]?",
        r"(?P<number>[①-⑳])",
        rf"第(?P<number>{_NUMERAL})(?:步|点)?[、，,：:]",
        rf"(?P<number>{_NUMERAL})(?:是|要)",
        rf"其(?P<number>{_NUMERAL})[、，,：:是]",
        rf"(?:建议|意见|对策|措施|着力点)之?(?P<number>{_NUMERAL})[：:、]",
    )
)

_AFTER_BREAK = re.compile(r"[\s。；;：:！？!?，,、．.”’）)】》…—-]")
_PART_OF_A_WORD = re.compile(rf"[第图表其{_DIGITS}十百两]")
_HEADING_WORD = re.compile(r"建议|对策|措施|意见")
_CALL = re.compile(r"(?:建议|措施|对策|意见)[^。；;！？]{0,14}[：:]\s*")


_DEEPEST = 32
"""Of lists not yet ended only so many are kept in mind, so that no text can make us slow."""


class Marker(NamedTuple):
    """The number of an item, as a half-open span of the text."""

    start: int
    end: int
    number: int
    rank: int
    """Of its style: the lower, the further out in a text that follows the official layout."""
    after_break: bool
    """Stands at the start, or after a space or a punctuation mark."""
    may_open: bool
    """May begin a list if it is number one."""


def items(text: str) -> list[Marker]:
    """The markers of the text's outermost numbered list, two or more in rising order; none where it has none."""
    runs = sorted((run for rank in range(len(_STYLES)) for run in _runs(_markers(text, rank))), key=_extent)
    if not runs:
        return []
    first = runs[0]
    called = (run for run in runs if run[0].start > first[-1].start and run[0].rank < first[0].rank)
    return next((run for run in called if _is_called(text, run[0].start)), first)


def _extent(run: list[Marker]) -> tuple[int, int]:
    return run[0].start, -run[-1].start


def _is_called(text: str, start: int) -> bool:
    """Whether the text right before `start` announces a list, as 建议如下： does."""
    return any(call.end() == start for call in _CALL.finditer(text, max(0, start - 30), start))


def _markers(text: str, rank: int) -> Iterator[Marker]:
    for found in _STYLES[rank].finditer(text):
        start = found.start()
        before = text[start - 1 : start]
        after_break = not before or _AFTER_BREAK.match(before) is not None
        may_open = (
            after_break or found[0][0] in "（(" or _HEADING_WORD.search(text, max(0, start - 2), start) is not None
        )
        if may_open or not _PART_OF_A_WORD.match(before):
            yield Marker(start, found.end(), _value(found["number"]), rank, after_break, may_open)


def _value(number: str) -> int:
    """What a number is worth: 3, ３, ③, 三 or 二十三; 0 for one that is none, as 一二."""
    if not number.isdecimal() and "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 * bool(ten) + (_DIGITS.find(ones) + 1 if ones else 0)


def _runs(markers: Iterator[Marker]) -> Iterator[list[Marker]]:
    """Lists of rising numbers from one on; a list inside an item of another does not end it."""
    runs: list[list[Marker]] = []
    still_open: list[list[Marker]] = []
    for marker in markers:
        if marker.number == 1 and marker.may_open:
            runs.append([marker])
            still_open = [*still_open[1 - _DEEPEST :], runs[-1]]
            continue
        for depth in range(len(still_open), 0, -1):
            if _follows(marker, still_open[depth - 1][-1]):
                still_open[depth - 1].append(marker)
                del still_open[depth:]
                break
    return (run for run in runs if len(run) > 1)


def _follows(marker: Marker, last: Marker) -> bool:
    """The next number, or, at a break, the one after it: authors miscount."""
    return marker.number == last.number + 1 or (marker.after_break and marker.number == last.number + 2)
