"""Years worked out by hand (`worked/*.toml`, the sums written out): what the score and the statement must come to."""

import tomllib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.factories.members import MemberFactory, PostFactory, TermFactory
from xieshang.duties import queries, schemes, scoring, tally
from xieshang.duties.models import Credit, Exemption
from xieshang.duties.scoring import Fact, Standing
from xieshang.members.models import Member

YEAR = 2022
TABLES = {path.stem: tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)["case"] for path in
          sorted((Path(__file__).parent / "worked").glob("*.toml"))}  # fmt: skip
CASES = [pytest.param(code, case, id=f"{code}: {case['name']}") for code, cases in TABLES.items() for case in cases]


def test_every_shipped_scheme_is_worked_out():
    """At least six years each."""
    assert set(TABLES) == set(schemes.SHIPPED)
    assert {code for code, cases in TABLES.items() if len(cases) < 6} == set()


def facts_of(case: dict[str, Any]) -> Iterator[Fact]:
    """`[N x] kind word=value …`, one day after the other; `halves=6/8`, `people=2/3` (the second of three)."""
    entry = 0
    for line in case["facts"]:
        count, _x, said = line.rpartition(" x ")
        kind, *parts = said.split()
        for _ in range(int(count or 1)):
            entry += 1
            day = max(case.get("from", date(YEAR, 1, 1)), date(YEAR, 1, 1)) + timedelta(days=entry)
            yield Fact(entry, kind, day, **_words(dict(part.split("=") for part in parts), entry))


def _words(said: dict[str, str], entry: int) -> dict[str, Any]:
    halves, of_halves = said.pop("halves", "1/1").split("/")
    place, people = said.pop("people", "1/1").split("/")
    return {
        "subject": f"a.thing:{said.pop('of', 1000 + entry)}",
        "amount": int(Decimal(said.pop("amount", 0)) * 100),
        "halves": int(halves),
        "of_halves": int(of_halves),
        "place": int(place),
        "people": int(people),
        **said,
    }


def scheme_of(code: str, case: dict[str, Any]) -> schemes.Scheme:
    """The scheme that is shipped; some cases ask by months on the roll."""
    scheme = schemes.read(schemes.shipped(code))
    return replace(scheme, proration=case.get("proration", scheme.proration))


def expected(scheme: schemes.Scheme, case: dict[str, Any]) -> dict[str, Any]:
    """What the table says, in hundredths; items that it leaves out come to nothing."""
    items = {item.code: 0 for block in scheme.blocks for item in block.items}
    assert set(case.get("items", {})) <= set(items)
    assert set(case["blocks"]) == {block.code for block in scheme.blocks}
    return {
        "items": items | {code: int(points * 100) for code, points in case.get("items", {}).items()},
        "blocks": {code: int(points * 100) for code, points in case["blocks"].items()},
        "total": int(case["total"] * 100),
        "band": case["band"],
        "unmet": tuple(case.get("unmet", ())),
    }


@pytest.mark.parametrize(("code", "case"), CASES)
def test_the_score_is_what_was_worked_out(code: str, case: dict[str, Any]):
    scheme = scheme_of(code, case)
    standing = Standing(frozenset(case.get("posts", ())), case.get("months", 12), frozenset(case.get("exempt", ())))
    found = scoring.score(scheme, facts_of(case), standing)
    assert case["sums"]
    assert {
        "items": {item.item.code: item.points for block in found.blocks for item in block.items},
        "blocks": {block.block.code: block.points for block in found.blocks},
        "total": found.total,
        "band": found.band.code,
        "unmet": tuple(one.code for one in found.unmet),
    } == expected(scheme, case)


@pytest.mark.django_db
@pytest.mark.parametrize("code", TABLES)
def test_the_statement_comes_to_the_same(code: str):
    """Each case is a member of one assembly: of the year's roll, with posts, exemptions and credits."""
    term = TermFactory(from_on=date(2018, 1, 1))
    members = [_kept(term, case) for case in TABLES[code]]
    for proration in ("none", "months"):
        chosen = [(who, case) for who, case in zip(members, TABLES[code], strict=True)
                  if case.get("proration", "none") == proration]  # fmt: skip
        scheme = scheme_of(code, {"proration": proration})
        told = {one.person: one for one in tally.tally(scheme, term.assembly, YEAR)}
        for who, case in chosen:
            found = asdict(told[who.person_id])
            assert found.pop("person") == who.person_id
            assert found == expected(scheme, case), case["name"]
            assert queries.standing_of(term.assembly, who.person, YEAR).months == case.get("months", 12)


def _kept(term: Any, case: dict[str, Any]) -> Member:
    member = MemberFactory(term=term, from_on=case.get("from", date(2018, 1, 1)), until_on=case.get("until"))
    for post in case.get("posts", ()):
        PostFactory(member=member, kind=post)
    for item in case.get("exempt", ()):
        Exemption.objects.create(
            assembly=term.assembly, member=member, year=YEAR, item=item, reason="长期病假", by=member.person
        )
    Credit.objects.bulk_create(_credit(member, fact) for fact in facts_of(case))
    return member


def _credit(member: Member, fact: Fact) -> Credit:
    said = asdict(fact)
    kind, _colon, key = said.pop("subject").partition(":")
    owner = {"assembly_id": member.assembly_id, "person_id": member.person_id, "member": member}
    return Credit(**owner, year=YEAR, subject_kind=kind, subject_id=int(key), **said)
