"""Who falls short: taken up from what the triggers find, talked to, laid before a meeting, and decided by it.

What is said in talks is kept in the row alone; the ledger says only that there was one, and when.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.duties import events, queries, rules
from xieshang.duties.actions.ruling import Ruling
from xieshang.duties.models import Exit, Year
from xieshang.duties.states import EXIT_LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_take_up)
def take_up(year: Year, *, by: Person, trigger: str, chosen: Iterable[int]) -> list[Exit]:
    """Take up what a trigger finds of these members (keys of memberships), with the reason as it is computed now.

    Refused where it finds nothing of one of them, or where it was taken up before. Each of them is told.
    """
    keys = set(chosen)
    found = [one for one in queries.findings(year) if one.trigger.code == trigger and one.member.pk in keys]
    if not keys or len(found) < len(keys):
        raise Refused(_("请选择按办法需要提醒的委员。"))
    if Exit.objects.filter(year=year.year, trigger=trigger, member__in=keys).exists():
        raise Refused(_("所选委员里有已经列为提醒对象的，请刷新页面再看。"))
    return [_taken(one, year, by) for one in found]


def _taken(finding: queries.Finding, year: Year, by: Person) -> Exit:
    member = finding.member
    made = keep(
        Exit(
            assembly=year.assembly,
            term_id=member.term_id,
            member=member,
            trigger=finding.trigger.code,
            finding=finding.reason,
            year=year.year,
            found_at=clock.now(),
        )
    )
    events.FOUND_SHORT.record(made, by, year=year.year, trigger=made.trigger)
    return made


@action(rules.may_note_interview)
def note_interview(found: Exit, *, by: Person, on: date, interviewers: str, interview: str) -> Exit:
    """When, by whom, and what was said: read by who decides, and by the member."""
    if not interviewers.strip():
        raise Refused(_("请写明由谁约谈。"), field="interviewers")
    if not interview.strip():
        raise Refused(_("请写明约谈的情况。"), field="interview")
    if on > clock.today():
        raise Refused(_("日期不能在今天以后。"), field="on")
    EXIT_LIFE.advance(found, "note_interview")
    found.interview_on, found.interviewers, found.interview = on, interviewers.strip(), interview.strip()
    keep(found)
    events.INTERVIEWED.record(found, by, on=on)
    return found


@action(rules.may_answer_exit)
def answer_exit(found: Exit, *, by: Person, said: str) -> Exit:
    """What the member says to it; can be written anew until the meeting has decided."""
    if not said.strip():
        raise Refused(_("请写您的陈述。"), field="said")
    found.said = said.strip()
    keep(found)
    events.EXIT_ANSWERED.record(found, by, year=found.year)
    return found


@action(rules.may_propose_exit)
def propose_exit(found: Exit, *, by: Person, proposal: str) -> Exit:
    """Lay before the meeting that the member be not nominated again; the member is told and can answer."""
    if not proposal.strip():
        raise Refused(_("请写明建议和理由，委员和会议都会看到。"), field="proposal")
    EXIT_LIFE.advance(found, "propose_exit")
    found.proposal = proposal.strip()
    keep(found)
    events.EXIT_PROPOSED.record(found, by, year=found.year)
    return found


@action(rules.may_decide_exit)
def decide_exit(found: Exit, *, by: Person, ruling: Ruling) -> Exit:
    """The meeting decided that the member is not nominated again."""
    return _decided(found, by, ruling, "decide_exit")


@action(rules.may_keep_nominated)
def keep_nominated(found: Exit, *, by: Person, ruling: Ruling) -> Exit:
    """The meeting decided that the member can be nominated again."""
    return _decided(found, by, ruling, "keep_nominated")


def _decided(found: Exit, by: Person, ruling: Ruling, move: str) -> Exit:
    ruling.checked()
    EXIT_LIFE.advance(found, move)
    found.decided_on, found.decided_at_meeting = ruling.on, ruling.words
    keep(found)
    events.EXIT_DECIDED.record(found, by, year=found.year, meeting=ruling.words, on=ruling.on, outcome=str(found.state))
    return found


@action(rules.may_drop_exit)
def drop_exit(found: Exit, *, by: Person, reason: str) -> Exit:
    """It goes no further, for this reason."""
    if not reason.strip():
        raise Refused(_("请写明为什么不再追究。"), field="reason")
    EXIT_LIFE.advance(found, "drop_exit")
    found.proposal = reason.strip()
    keep(found)
    events.EXIT_DROPPED.record(found, by, year=found.year)
    return found
