"""A year's awards (评优): a round is opened, nominated in, marked and decided."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.proposals import events, queries, rules
from xieshang.proposals.models import AwardRound, Mark, Nomination, Proposal
from xieshang.proposals.states import AWARD_LIFE, HonourKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused

P = Permission
BEST_SCORE = 100


@action(rules.may_open_round, lock=False)
def open_round(
    assembly: Assembly, *, by: Person, year: int, title: str, nominations_until_on: date, marks_until_on: date
) -> AwardRound:
    """Open the round of a year, of which there is one; both days are days until which something can be done."""
    if not title.strip():
        raise Refused(_("请填写评选的名称。"), field="title")
    if nominations_until_on < clock.today():
        raise Refused(_("推荐的截止日期不能早于今天。"), field="nominations_until_on")
    if marks_until_on <= nominations_until_on:
        raise Refused(_("评分的截止日期要晚于推荐的截止日期。"), field="marks_until_on")
    days = {"nominations_until_on": nominations_until_on, "marks_until_on": marks_until_on}
    award = keep(AwardRound(assembly=assembly, year=year, title=title.strip(), **days))
    events.ROUND_OPENED.record(award, by, title=award.title, **days)
    return award


@action(rules.may_nominate)
def nominate(
    award: AwardRound,
    *,
    by: Person,
    kind: HonourKind,
    reason: str,
    proposal: Proposal | None = None,
    bureau: Bureau | None = None,
    person: Person | None = None,
) -> Nomination:
    """Put a case of the year, a bureau, or a person of a bureau forward (推荐).

    The office and the committees put forward whom they like; a bureau's staff the cases that it handled, and its
    own people.
    """
    if not reason.strip():
        raise Refused(_("请写明推荐的理由。"), field="reason")
    whom = _whom(award, kind, proposal, bureau, person)
    nomination = Nomination(round=award, kind=kind, reason=reason.strip(), nominated_by=by, nominated_at=clock.now())
    for name, value in whom.items():
        setattr(nomination, name, value)
    nomination.by_bureau = None if _for_the_assembly(by, award) else _put_forward_by(by, award, nomination)
    keep(nomination)
    events.NOMINATED.record(award, by, kind=HonourKind(kind), whom=_named(nomination))
    return nomination


def _named(nomination: Nomination) -> str:
    return nomination.proposal.title if nomination.proposal else queries.whom(nomination)


def _whom(
    award: AwardRound, kind: HonourKind, proposal: Proposal | None, bureau: Bureau | None, person: Person | None
) -> dict[str, Proposal | Bureau | Person]:
    """What is put forward, checked against the year and the assembly of the round."""
    if kind == HonourKind.PROPOSAL:
        if proposal is None or not queries.filed_in(award).filter(pk=proposal.pk).exists():
            raise Refused(_("请选定 %(year)s 年立案的一件提案。") % {"year": award.year}, field="proposal")
        return {"proposal": proposal}
    if bureau is None or bureau.assembly_id != award.assembly_id:
        raise Refused(_("请选定承办单位。"), field="bureau")
    if kind == HonourKind.BUREAU:
        return {"bureau": bureau}
    if person is None or not holders(P.PROPOSALS_HANDLE, bureau.scope_id, on=clock.today()).filter(pk=person.pk):
        raise Refused(_("请填写%(bureau)s的一位工作人员。") % {"bureau": bureau.name}, field="person")
    return {"bureau": bureau, "person": person}


def _for_the_assembly(by: Person, award: AwardRound) -> bool:
    return bool(rules.may_open_round(by, award.assembly)) or queries.marks_in(by, award.assembly)


def _put_forward_by(by: Person, award: AwardRound, nomination: Nomination) -> Bureau:
    """The bureau of the person that may put this forward."""
    for bureau in queries.bureaus_of(by, award.assembly):
        if nomination.kind == HonourKind.PERSON and nomination.bureau == bureau:
            return bureau
        if nomination.proposal and queries.handled_by(bureau, award).filter(pk=nomination.proposal.pk).exists():
            return bureau
    if nomination.kind == HonourKind.PROPOSAL:
        raise Refused(_("承办单位只能推荐自己办理的提案。"), field="proposal")
    if nomination.kind == HonourKind.PERSON:
        raise Refused(_("承办单位只能推荐本单位的工作人员。"), field="bureau")
    raise Refused(_("先进承办单位由提案工作机构和专委会推荐。"), field="bureau")


@action(rules.may_start_marking)
def start_marking(award: AwardRound, *, by: Person) -> AwardRound:
    """Close the nominations, and ask for marks (评分)."""
    AWARD_LIFE.advance(award, "start_marking")
    nominations = award.nominations.count()
    events.MARKING_STARTED.record(
        award, by, title=award.title, nominations=nominations, marks_until_on=award.marks_until_on
    )
    return keep(award)


@action(rules.may_mark, first="round")
def mark(nomination: Nomination, *, by: Person, score: int, remark: str = "") -> Mark:
    """Give it a mark from 0 to 100, or another one in its place."""
    if not 0 <= score <= BEST_SCORE:
        raise Refused(_("请打 0 到 100 分。"), field="score")
    given = Mark.objects.filter(nomination=nomination, by=by).first() or Mark(nomination=nomination, by=by)
    given.score, given.remark, given.at = score, remark.strip(), clock.now()
    events.MARKED.record(nomination.round, by, nomination=nomination.pk)
    return keep(given)


@action(rules.may_decide_round)
def decide_round(award: AwardRound, *, by: Person, honoured: Sequence[Nomination], notice: str) -> AwardRound:
    """Honour the chosen nominations and make them known by a notice (通报).

    About one in a hundred of the year's filed cases, at least a fifth of them collective
    (《全国政协年度好提案评选办法》, 2019). Refused outside of that, with the numbers.
    """
    keys = {one.pk for one in honoured}
    chosen = [one for one in queries.by_rank(award, by=by) if one.pk in keys]
    _check_choice(award, chosen, keys)
    if not notice.strip():
        raise Refused(_("请写通报。"), field="notice")
    AWARD_LIFE.advance(award, "decide_round")
    award.decided_on, award.notice = clock.today(), notice.strip()
    keep(award)
    for nomination in chosen:
        nomination.honoured_at = clock.now()
        keep(nomination)
        _tell(award, nomination, by=by)
    amount = {kind: sum(one.kind == kind for one in chosen) for kind in HonourKind}
    events.ROUND_DECIDED.record(
        award,
        by,
        title=award.title,
        proposals=amount[HonourKind.PROPOSAL],
        bureaus=amount[HonourKind.BUREAU],
        people=amount[HonourKind.PERSON],
    )
    return award


def _check_choice(award: AwardRound, chosen: Sequence[Nomination], keys: set[int]) -> None:
    if not chosen or len(chosen) != len(keys):
        raise Refused(_("请在本次评选的推荐中选定要公布的。"), field="honoured")
    unmarked = [queries.whom(one) for one in chosen if not one.given]  # type: ignore[attr-defined]
    if unmarked:
        names = _("、").join(unmarked)
        raise Refused(_("%(names)s还没有人评分，不能公布；请去掉。") % {"names": names}, field="honoured")
    cases = [one for one in chosen if one.kind == HonourKind.PROPOSAL]
    _check_quota(queries.quota_of(award), len(cases), sum(one.is_collective for one in cases), award.year)


def _check_quota(quota: queries.Quota, cases: int, collective: int, year: int) -> None:
    words = {"year": year, "filed": quota.filed, "most": quota.most, "chosen": cases, "over": cases - quota.most}
    if cases > quota.most:
        said = _(
            "优秀提案最多 %(most)s 件（%(year)s 年立案 %(filed)s 件的百分之一左右），选了 %(chosen)s 件，"
            "请减少 %(over)s 件。"
        )
        raise Refused(said % words, field="honoured")
    fewest = quota.fewest_collective(cases)
    if collective < fewest:
        said = _(
            "优秀提案中集体提案不少于五分之一：选了 %(chosen)s 件，其中集体提案 %(collective)s 件，"
            "至少要 %(fewest)s 件；请增选集体提案，或者减少其他提案。"
        )
        raise Refused(said % {**words, "collective": collective, "fewest": fewest}, field="honoured")


def _tell(award: AwardRound, nomination: Nomination, *, by: Person) -> None:
    """Record the honour where it belongs: on the case, or on the round."""
    if nomination.proposal is not None:
        events.HONOURED.record(nomination.proposal, by, round=award.pk, title=award.title)
        return
    bureau, person = nomination.bureau, nomination.person
    if bureau is not None and person is not None:
        events.STAFF_HONOURED.record(award, by, person=person.pk, name=person.name, bureau_name=bureau.name)
    elif bureau is not None:
        events.BUREAU_HONOURED.record(award, by, bureau=bureau.pk, bureau_name=bureau.name)
