"""A scheme told in sentences, whole: whatever a document can say stands here in words that anyone can read.

Nothing is left to the document: another number, another code or another condition reads otherwise
(`tests/duties/test_telling.py` changes each of them in turn).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.duties import words
from xieshang.duties.schemes import Block, Gate, Item, Match, Need, Scheme, Share, Table, Take, Trigger
from xieshang.members.states import PostKind
from xieshang.spine.event import KINDS

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the scheme says: its title, what it is worth in short, and how it works; a table of points by two
    things has a head and a row for each value of the first."""

    title: str
    sentences: tuple[str, ...]
    worth: str = ""
    cells: Cells = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A block: what its points are, within which bounds, and its items."""

    title: str
    says: str
    items: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A band as it stands in the table of grades."""

    title: str
    least: str
    quota: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A whole scheme in words. `codes` are what the document calls things by: (what it is, code, in words)."""

    title: str
    facts: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    parts: tuple[Part, ...]
    limits: tuple[Rule, ...]
    grades: tuple[Grade, ...]
    triggers: tuple[Rule, ...]
    exemptions: tuple[Rule, ...]
    codes: Cells


def told(scheme: Scheme, abouts: Collection[str] = ()) -> Told:
    """All that a scheme says; `abouts`: what else deeds of this assembly are about (its kinds of occasion)."""
    return Told(
        title=scheme.title,
        facts=tuple(_facts(scheme)),
        doubts=tuple(doubts(scheme, abouts)),
        parts=tuple(_block(scheme, block) for block in scheme.blocks),
        limits=tuple(_limits(scheme)),
        grades=tuple(Grade(band.title, words.points(band.least), band.quota) for band in scheme.bands),
        triggers=tuple(Rule(one.title, (_found(scheme, one), one.advice)) for one in scheme.triggers),
        exemptions=tuple(
            Rule(one.title, (_("可以免：%(asked)s") % {"asked": _listed(_named(scheme, one.of))},))
            for one in scheme.exemptions
        ),
        codes=tuple(dict.fromkeys(_codes(scheme))),
    )


def doubts(scheme: Scheme, abouts: Collection[str] = ()) -> Iterator[str]:
    """What is lawful and may not be meant: kinds that nobody records yet, and names that nobody knows, with those that
    are written nearly so."""
    said = _said(scheme)
    recorded = {kind for kind, event in KINDS.items() if event.credits}
    unrecorded = (_kinds(scheme) | said.pop("kind", set())) - recorded
    later = sorted(words.of_kind(kind) for kind in unrecorded & set(words.WHAT))
    if later:
        count = {"count": len(later), "kinds": _listed(later)}
        yield _("办法里有 %(count)s 类事情现在还没有哪个模块记录，可以手工录入：%(kinds)s") % count
    kinds = {*recorded, *words.WHAT}
    for kind in sorted(unrecorded - kinds):
        yield _("没有哪个模块记录“%(name)s”这类事情，它不会计分。") % {"name": kind} + _near(kind, kinds)
    for item in (one for one in scheme.items if one.takes_earlier):
        yield _("“%(title)s”按先后取，各次的分值却不同：先做分低的，会占去分高的那一次，多做反而少得。") % {
            "title": item.title
        }
    known = {field: set(words.SAID_BY[field]) for field in words.SAID_BY}
    known["about"] |= {*abouts, *scheme.named}
    for field, values in sorted(said.items()):
        for value in sorted(values - known[field]):
            name = {"field": words.FIELDS[field], "name": value}
            elsewhere = [str(words.FIELDS[other]) for other in known if value in known[other]]
            if elsewhere:
                name["other"] = _either(elsewhere)
                yield _("%(field)s里没有“%(name)s”，它是%(other)s的一种，这里不会计分：请核对写在哪一栏。") % name
            else:
                yield _("%(field)s“%(name)s”没有见过，请核对拼写。") % name + _near(value, known[field])


def _near(name: str, known: Collection[str]) -> str:
    """Which of the known names may have been meant, as a sentence; nothing where none is near."""
    near = get_close_matches(name, sorted(known), n=2, cutoff=0.82)
    return _("是不是 %(near)s？") % {"near": _(" 或 ").join(near)} if near else ""


def out_of(scheme: Scheme, year: int) -> str:
    """That a scheme is not valid in a year, in which it can be tried and no more; "" where it is."""
    if scheme.holds_in(year):
        return ""
    said = {"title": scheme.title, "valid": _valid(scheme), "year": year}
    return _("《%(title)s》的有效年份是 %(valid)s，%(year)s 年不在其中：这里只是试算。") % said


def _valid(scheme: Scheme) -> str:
    years = {"first": scheme.first_year, "last": scheme.last_year}
    return (_("%(first)s 年至 %(last)s 年") if scheme.last_year else _("%(first)s 年起")) % years


def _facts(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What holds for the whole scheme."""
    yield _("依据"), scheme.source
    yield _("哪些年份有效"), _valid(scheme)
    yield _("总分"), _within(_("各板块的分相加"), scheme)
    yield (
        _("年内到任或离任的"),
        {"none": _("不折算，各等次的分数线不变"), "months": _("按在任的月数折算各等次的分数线")}[scheme.proration],
    )
    yield (
        _("名次"),
        {
            "none": _("不排名次，委员看到的是分布，看不到别人的名次"),
            "names": _("名次按总分排，姓名向全体委员公布"),
        }[scheme.ranking],
    )
    if not scheme.exemptions:
        yield _("免除"), _("没有写明情形：每条要求、有上限或扣分的项目都可以免")
    yield _("说明"), scheme.note


def _within(said: str, of: Block | Scheme) -> str:
    """A clause, and the bounds behind it."""
    return _("，").join(one for one in (said, words.bounds(of)) if one)


def _block(scheme: Scheme, block: Block) -> Part:
    start = _("起始 %(start)s 分") % {"start": words.points(block.start)} if block.start else ""
    says = _("，").join(one for one in (str(words.BLOCKS[block.kind]), start) if one)
    return Part(block.title, _within(says, block), tuple(_item(scheme, one) for one in block.items))


def _item(scheme: Scheme, item: Item) -> Rule:
    clauses = [_by_hand() if item.by_hand else _("计%(deed)s") % {"deed": _deed(scheme, item.match)}]
    if isinstance(item.points, Table) and len(item.points.by) == 1:
        clauses.append(_table(item.points))
    clauses += [*_taken(item.take), *_shared(item.share)]
    if item.only:
        clauses.append(_("只计担任%(posts)s的") % {"posts": _either(_posts(item.only))})
    clauses.append(words.bounds(item))
    cells = _cells(item.points) if isinstance(item.points, Table) and len(item.points.by) == 2 else ()
    return Rule(item.title, (_sentence(clauses),), _worth(item), cells)


def _by_hand() -> str:
    return _("由工作人员手工录入，另一人核实")


def _sentence(clauses: Iterable[str]) -> str:
    return _("%(clauses)s。") % {"clauses": _("；").join(one for one in clauses if one)}


def _deed(scheme: Scheme, match: Match) -> str:
    """What is meant, and in brackets which of it: “参加会议和活动”（全体会议；出席、迟到或早退）."""
    deed = _either(_("“%(kind)s”") % {"kind": words.of_kind(kind)} for kind in match.events)
    which = [_either(_values(scheme, match, field, values)) for field, values in match.where]
    if match.line is not None:
        which.append(_("到场不足 %(line)s 的算缺席") % {"line": match.line})
    return _("%(deed)s（%(which)s）") % {"deed": deed, "which": _("；").join(which)} if which else deed


def _values(scheme: Scheme, match: Match, field: str, values: Iterable[str]) -> list[str]:
    """Values of a field in words; entries by hand are about items of the scheme."""
    named = scheme.named if _is_of_items(match, field) else {}
    return [named.get(one) or words.said(one) for one in words.in_order(values)]


def _is_of_items(match: Match, field: str) -> bool:
    return match.events == ("duties.entered",) and field == "about"


def _either(said: Iterable[str]) -> str:
    """One or the other: "出席、迟到或早退"."""
    *before, last = said
    return _("%(before)s或%(last)s") % {"before": _listed(before), "last": last} if before else last


def _listed(said: Iterable[str]) -> str:
    return _("、").join(said)


def _named(scheme: Scheme, codes: Iterable[str]) -> list[str]:
    """The titles of items and gates, in the order of the scheme."""
    return [title for code, title in scheme.named.items() if code in set(codes)]


def _posts(codes: Iterable[str]) -> list[str]:
    return [str(PostKind(one).label) for one in PostKind.values if one in set(codes)]


def _worth(item: Item) -> str:
    """What one is worth, in short."""
    if item.points == "amount":
        return _("按录入的分值")
    if isinstance(item.points, Table):
        return _("每半天，分档") if item.per == "half_day" else _("分档")
    each = {
        "half_day": _("每半天 %(points)s 分"),
        "event": _("每次 %(points)s 分") if _is_by_times(item) else _("每件 %(points)s 分"),
    }
    return each[item.per] % {"points": words.points(item.points)}


def _is_by_times(item: Item) -> bool:
    """Is it counted by how often somebody came or did it? Papers are counted by the piece."""
    return not all(kind.startswith(("proposals.", "opinions.")) for kind in item.match.events)


def _table(table: Table) -> str:
    said = [
        _("%(what)s %(points)s 分") % {"what": _value(table.by[0], key), "points": words.points(centi)}
        for (key,), centi in table.values
    ]
    listed = _("，").join([*said, _other(table)])
    return _("按%(field)s：%(listed)s") % {"field": words.FIELDS[table.by[0]], "listed": listed}


def _other(table: Table) -> str:
    return _("其余 %(points)s 分") % {"points": words.points(table.other)}


def _value(field: str, key: str) -> str:
    return words.of_kind(key) if field == "kind" else words.said(key)


def _cells(table: Table) -> Cells:
    """Points by two things: the first downwards, the second across, the last column for what is not named."""
    first, second = table.by
    across = list(dict.fromkeys(key for (_row, key), _centi in table.values))
    down = list(dict.fromkeys(key for (key, _column), _centi in table.values))
    points = dict(table.values)
    head = (str(words.FIELDS[first]), *(_value(second, key) for key in across))
    rows = [
        (_value(first, row), *(words.points(points.get((row, key), table.other)) for key in across)) for row in down
    ]
    return (head, *rows, (_("其余"), *([words.points(table.other)] * len(across))))


def _taken(take: Take) -> Iterator[str]:
    ways = {
        ("once", "year"): _("全年只取第一次"),
        ("once", "subject"): _("同一件只取第一次"),
        ("highest", "year"): _("全年只取分最高的一次"),
        ("highest", "subject"): _("同一件只取分最高的一次"),
    }
    yield ways.get((take.which, take.within), "")
    if take.first > 1:
        yield _("从第 %(first)s 件起") % {"first": take.first}
    if take.last is not None:
        yield _("到第 %(last)s 件为止") % {"last": take.last}


def _shared(share: Share | None) -> Iterator[str]:
    if share is None:
        return
    yield {
        "equal": _("几个人做的，平分"),
        "halves": _("几个人做的，第一人得一半，其余的人平分另一半"),
    }[share.split]
    if share.at_most:
        yield _("最多 %(people)s 人分") % {"people": share.at_most}


def _limits(scheme: Scheme) -> Iterator[Rule]:
    """What keeps a grade down: what must have been done and was not, and what must not have happened."""
    for gate in scheme.gates:
        yield Rule(gate.title, tuple(_gate(scheme, gate)))
    for veto in scheme.vetoes:
        band = {"band": _band(scheme, veto.band), "deed": _deed(scheme, veto.match)}
        yield Rule(veto.title, (_("有一次%(deed)s，最高为“%(band)s”。") % band,))


def _gate(scheme: Scheme, gate: Gate) -> Iterator[str]:
    if gate.only:
        yield _("只要求担任%(posts)s的。") % {"posts": _either(_posts(gate.only))}
    yield from (_need(scheme, need) for need in gate.needs)
    yield _("做不到时最高为“%(band)s”。") % {"band": _band(scheme, gate.band)}


def _need(scheme: Scheme, need: Need) -> str:
    deeds = _("，或者").join(_deed(scheme, match) for match in need.matches)
    said = ngettext("至少 %(count)s 次%(deeds)s。", "至少 %(count)s 次%(deeds)s。", need.at_least)
    return said % {"count": need.at_least, "deeds": deeds}


def _band(scheme: Scheme, code: str) -> str:
    return scheme.grades[code]


def _found(scheme: Scheme, trigger: Trigger) -> str:
    """Whom a trigger finds."""
    if trigger.match is None:
        said = {"band": _band(scheme, trigger.band), "years": trigger.years}
        if trigger.years > 1:
            return _("连续 %(years)s 年评为“%(band)s”或以下的。") % said
        return _("当年评为“%(band)s”或以下的。") % said
    times = ngettext("%(count)s 次", "%(count)s 次", trigger.times) % {"count": trigger.times}
    said = {"deed": _deed(scheme, trigger.match), "times": times, "years": trigger.years}
    if not trigger.years:
        return _("本届之内，%(deed)s达到 %(times)s的。") % said
    return (_("%(years)s 年之内") if trigger.years > 1 else _("当年")) % said + _("，%(deed)s达到 %(times)s的。") % said


def _codes(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    """What the document calls everything by."""
    yield _("办法"), scheme.code, scheme.title
    for block in scheme.blocks:
        yield _("板块"), block.code, block.title
        yield from ((_("项目"), item.code, item.title) for item in block.items)
    yield from ((_("要求"), gate.code, gate.title) for gate in scheme.gates)
    yield from ((_("一票否决"), veto.code, veto.title) for veto in scheme.vetoes)
    yield from ((_("等次"), band.code, band.title) for band in scheme.bands)
    yield from ((_("提醒"), trigger.code, trigger.title) for trigger in scheme.triggers)
    yield from ((_("事情"), kind, words.of_kind(kind)) for kind in sorted(_kinds(scheme)))
    yield from (
        (str(words.FIELDS[field]), value, words.said(value))
        for field, values in sorted(_said(scheme).items())
        if field != "kind"
        for value in words.in_order(values)
    )
    yield from ((_("职务"), code, str(PostKind(code).label)) for code in _asked_posts(scheme))


def _all(scheme: Scheme) -> tuple[Match, ...]:
    """Whatever the scheme looks for, in a year or over several."""
    return (*scheme.matches, *(one.match for one in scheme.triggers if one.match is not None))


def _kinds(scheme: Scheme) -> set[str]:
    """The kinds of event that the scheme names."""
    return {kind for match in _all(scheme) for kind in match.events}


def _said(scheme: Scheme) -> dict[str, set[str]]:
    """The words that the scheme looks for among those that facts say, by their field."""
    by: dict[str, set[str]] = {}
    for match in _all(scheme):
        for field, values in match.where:
            if not _is_of_items(match, field):
                by.setdefault(field, set()).update(values)
    for item in scheme.items:
        if isinstance(item.points, Table):
            for keys, _centi in item.points.values:
                for field, key in zip(item.points.by, keys, strict=True):
                    by.setdefault(field, set()).add(key)
    return by


def _asked_posts(scheme: Scheme) -> list[str]:
    asked = [*(item.only for item in scheme.items), *(gate.only for gate in scheme.gates)]
    return sorted({code for codes in asked for code in codes})
