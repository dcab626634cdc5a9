"""A small city whose numbers are known, because whoever built it kept count."""

from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories.accounts import ScopeFactory
from tests.factories.notices import Hall
from xieshang.duties.models import Award, Exit
from xieshang.meetings.models import Kind as MeetingKind
from xieshang.meetings.models import Meeting, Speech
from xieshang.members.models import Assembly, Sector
from xieshang.members.states import Level
from xieshang.proposals.states import HandlingRole, State

SHANGHAI = ZoneInfo("Asia/Shanghai")


class City:
    """A hall with counties, sectors, members and cases in amounts that a seed decides.

    `expected` gives each figure's (value, rows) as counted while building; around what counts there
    is what must not: another assembly, drafts, cases filed or replied to in another term.
    """

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        self.hall = Hall(name="柳溪市政协")
        self.assembly, self.term = self.hall.assembly, self.hall.term
        self.clerk = self.hall.clerk()
        counties = self._counties()
        sectors = self._sectors()
        members = self._members()
        filed, replied, at_all = self._cases()
        outstanding, gone = self._judged()
        held, spoken = self._meetings(), self._speeches()
        share = (Decimal(100 * at_all) / max(filed, 1)).quantize(Decimal("0.01"), ROUND_DOWN)
        self.expected: dict[str, tuple[Any, int]] = {
            "F12": (1, 1),
            "F13": (counties, counties),
            "F20": (replied, replied),
            "F21": (share if share % 1 else int(share), filed),
            "F27": (sectors, sectors),
            "F28": (members, members),
            "F29": (gone, gone),
            "F32": (outstanding, outstanding),
            **held,
            "F24": (3, spoken),
        }

    def _counties(self) -> int:
        amount = self.random.randint(2, 6)
        for n in range(amount):
            scope = ScopeFactory(name=f"县{n}")
            code = f"{self.assembly.code}-{n}"
            Assembly.objects.create(code=code, name=f"县{n}", level=Level.COUNTY, scope=scope, parent=self.assembly)
        Hall(name="别市政协")
        return amount

    def _sectors(self) -> int:
        amount = self.random.randint(2, 5)
        for n in range(amount):
            Sector.objects.create(term=self.term, code=f"s{n}", name=f"界别{n}", position=n + 1)
        return amount + 1  # the hall has one already

    def _members(self) -> int:
        amount = self.random.randint(3, 9)
        self.members = [self.hall.member() for _ in range(amount)]
        left = self.hall.member()
        left.until_on, left.leave_reason = date(2026, 3, 1), "resigned"
        left.save()
        return amount

    def _judged(self) -> tuple[int, int]:
        """How many are outstanding members of the term, and how many are not nominated again; beside them what is
        proposed, of a year, kept, or of another term."""
        outstanding, gone = (self.random.randint(1, len(self.members) - 1) for _ in range(2))
        for member in self.members[:outstanding]:
            self._award(member, "term", 2025, date(2026, 1, 9))
        self._award(self.members[0], "year", 2025, date(2026, 1, 9))
        self._award(self.members[-1], "term", 2021, date(2021, 12, 9))
        self._award(self.members[-1], "term", 2025, None)
        for member in self.members[:gone]:
            self._exit(member, "not_nominated", date(2026, 1, 9))
        self._exit(self.members[-1], "kept", date(2026, 1, 9))
        return outstanding, gone

    def _award(self, member: Any, kind: str, year: int, on: date | None) -> None:
        said = {"state": "awarded", "decided_on": on, "certificate": "1 号"} if on else {}
        row = {"assembly": self.assembly, "term": self.term, "member": member, "kind": kind, "year": year}
        Award.objects.create(**row, **said, reason="好", proposed_by=self.clerk)

    def _exit(self, member: Any, state: str, on: date) -> None:
        row = {"assembly": self.assembly, "term": self.term, "member": member, "year": 2025, "trigger": "talk"}
        Exit.objects.create(**row, finding="连续", state=state, decided_on=on, decided_at_meeting="主席会议")

    def _meetings(self) -> dict[str, tuple[int, int]]:
        """How many of each kind were held; beside them one that was not, a part of one, and one of another term."""
        codes = {"F01": "plenary", "F02": "party_group", "F03": "chairs", "F04": "standing", "F05": "study"}
        found = {}
        for figure, code in {**codes, "F36": "system"}.items():
            kind = MeetingKind.objects.create(assembly=self.assembly, code=code, name=code, entitled="chosen")
            amount = self.random.randint(1, 4)
            held = [self._meeting(kind, date(2023, 5, 1) + timedelta(n)) for n in range(amount)]
            self._meeting(kind, date(2023, 5, 2), whole=held[0])
            self._meeting(kind, date(2026, 3, 1), state="cancelled")
            self._meeting(kind, date(2021, 12, 31))
            found[figure] = (amount, amount)
        return found

    def _meeting(self, kind: MeetingKind, day: date, **more: Any) -> Meeting:
        hours = {"starts_at": _noon(day), "ends_at": _noon(day) + timedelta(hours=2), "notified_at": _noon(day)}
        said = {"state": "closed", "title": f"{day}的会", **more}
        return Meeting.objects.create(assembly=self.assembly, term=self.term, kind=kind, **hours, **said)

    def _speeches(self) -> int:
        """Three years running, some of them twice; beside them a year alone, one not given, one of a county."""
        days = [date(2023, 1, 9), date(2024, 1, 9), date(2025, 1, 9), *self.random.choices([date(2024, 1, 10)], k=2)]
        said = {"assembly": self.assembly, "occasion": "省政协全会", "speaker": self.members[0], "title": "建议"}
        for day in days:
            Speech.objects.create(**said, level="province", state="spoken", spoken_on=day)
        Speech.objects.create(**said, level="province", state="written")
        Speech.objects.create(**said, level="county", state="spoken", spoken_on=date(2022, 1, 9))
        return len(days)

    def _cases(self) -> tuple[int, int, int]:
        """How many were filed in the term, replied to in the term, and of the filed ones replied to at all."""
        bureau = self.hall.bureau()
        handled, waiting, older = (self.random.randint(3, 9) for _ in range(3))
        for n in range(handled):
            self._case(State.CLOSED, bureau, filed=date(2023, 1, 10) + timedelta(n), replied=date(2023, 4, 1))
        for n in range(waiting):
            self._case(State.HANDLING, bureau, filed=date(2024, 1, 10) + timedelta(n))
        for n in range(older):
            self._case(State.CLOSED, bureau, filed=date(2021, 12, 1) + timedelta(n), replied=date(2022, 2, 1))
        self._case(State.CLOSED, bureau, filed=date(2021, 3, 1), replied=date(2021, 12, 31))
        for state in (State.DRAFT, State.SUBMITTED, State.NOT_FILED):
            self.hall.proposal(self.members[0], state)
        return handled + waiting, handled + older, handled

    def _case(self, state: State, bureau: Any, *, filed: date, replied: date | None = None) -> None:
        fields: dict[str, Any] = {"filed_at": _noon(filed), "title": f"关于{filed}一事的提案"}
        if replied:
            fields |= {"replied_at": _noon(replied), "closed_at": _noon(replied)}
        case = self.hall.proposal(self.random.choice(self.members), state, **fields)
        charge = self.hall.charge(case, bureau)
        charge.role = HandlingRole.LEAD
        charge.save()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
