"""Parties and people's organisations that propose, key cases in every state, a reply of class D, and the awards."""

from collections.abc import Sequence

from xieshang.accounts.models import Person
from xieshang.demo.stage import Part, Stage, Story, Told, filed, fresh, in_hand, passed
from xieshang.members import actions as members
from xieshang.members.models import Organ
from xieshang.members.states import OrganKind
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, AwardRound, KeyCase, Proposal
from xieshang.proposals.states import HandlingRole, HonourKind, ProposerKind, ReplyClass, State, VisitKind
from xieshang.spine import clock

PARTY = "民盟市委员会（演示）"


def _of_body(stage: Stage, kind: ProposerKind, organ_kind: OrganKind, code: str, name: str, topic: str) -> Proposal:
    """A body that takes part in the assembly hands in under its seal; the office enters it."""
    organ = Organ(
        assembly=stage.city.assembly,
        kind=organ_kind,
        code=code,
        name=name,
        position=50,
        from_on=stage.session().from_on,
    )
    members.form_organ(organ, by=None)
    proposer = actions.Proposer(kind, organ=organ)
    case = actions.draft(stage.session(), by=stage.clerk, proposer=proposer, text=stage.text(topic))
    actions.sign(case, by=stage.clerk, upload=stage.seal(case.title, name, name))
    return actions.submit(fresh(case), by=stage.clerk)


def _party(stage: Stage) -> Story:
    """A party's proposal is a key case: decided on, planned, visited; the chair leads, and is in time."""
    yield 80
    case = _of_body(stage, ProposerKind.PARTY, OrganKind.PARTY, "p01", PARTY, "专精特新企业梯度培育")
    yield from passed(stage, case, 80)
    yield 66
    stage.assign(case, "industry")
    yield 62
    stage.accept(case, "industry")
    yield from _decided(stage, case, 58, due=60)
    yield 40
    actions.plan_supervision(_key(case), by=_chair(stage), plan="先座谈一次，再到两家企业调研，最后听取承办单位汇报。")
    yield 24
    actions.note_visit(
        _key(case),
        by=_chair(stage),
        kind=VisitKind.FORUM,
        on=clock.today(),
        place="市工业和信息化局",
        people="主席会议成员、提案者、承办单位负责人",
        content="逐条听取三条建议的办理情况，要求下次座谈前拿出分级培育的名单和措施。",
    )


def _organisation(stage: Stage) -> Story:
    """A people's organisation's proposal is a candidate, of which others are asked what they think."""
    yield 30
    case = _of_body(
        stage,
        ProposerKind.ORGANISATION,
        OrganKind.PEOPLES_ORGANISATION,
        "o01",
        "市妇女联合会（演示）",
        "中小学课后服务质量",
    )
    yield from passed(stage, case, 30)
    yield 12
    key = actions.put_forward(fresh(case), by=stage.clerk, reason="涉及面广，家长反映集中，多件提案谈到。")
    actions.note_opinion(key, by=stage.clerk, body=PARTY, agrees=True)


def _reported(stage: Stage) -> Story:
    """Supervised and reported on."""
    case = yield from in_hand(stage, 9, "农村饮水工程管护", 150, "water")
    yield from _decided(stage, case, 128, due=-20)
    yield 110
    actions.plan_supervision(_key(case), by=stage.clerk, plan="走访三个村的蓄水池，核对水质检测记录。")
    yield 60
    actions.report_key(
        _key(case), by=_chair(stage), report="三处蓄水池已加盖，管护员全部培训上岗；建议明年扩大到全部乡镇。"
    )


def _late(stage: Stage) -> Story:
    """A key case whose supervision is late: there is no plan yet, and the report was due three days ago."""
    case = yield from in_hand(stage, 10, "电动自行车充电安全", 120, "emergency")
    yield from _decided(stage, case, 96, due=-3)


def _dropped(stage: Stage) -> Story:
    """A candidate that the chair's meeting did not take up."""
    case = yield from filed(stage, 11, "特色农产品品牌培育", 52)
    yield 36
    key = actions.put_forward(fresh(case), by=stage.clerk, reason="社会关注度高。")
    yield 30
    actions.drop_key(key, by=stage.clerk, reason="今年已有同类重点提案，转为一般提案办理。")


def _class_d(stage: Stage) -> Story:
    """What cannot be taken up now is kept for reference: the assembly has that class since three days ago."""
    case = yield from in_hand(stage, 12, "县域商业体系建设", 70, "commerce")
    yield 30
    stage.talk(case, "commerce")
    yield 2
    stage.reply(case, "commerce", ReplyClass.D)


def _last_awards(stage: Stage) -> Story:
    """Outstanding cases, bureaus and people of the year before: put forward, marked, made known by a notice."""
    yield 75
    award = _round(stage, stage.day(0).year - 1, nominations=60, marks=45)
    led = Assignment.objects.filter(role=HandlingRole.LEAD, proposal__state=State.CLOSED)
    charge = (
        led.filter(proposal__in=queries.filed_in(award)).select_related("bureau", "proposal").order_by("pk").first()
    )
    if charge is None:
        return
    case, bureau = charge.proposal, charge.bureau
    clerk = stage.staff(bureau.code)
    put_forward = [
        actions.nominate(
            award, by=clerk, kind=HonourKind.PROPOSAL, reason="选题准，调研深，建议都已落实。", proposal=case
        ),
        actions.nominate(award, by=stage.clerk, kind=HonourKind.BUREAU, reason="办前走访，办后回访。", bureau=bureau),
        actions.nominate(
            award, by=clerk, kind=HonourKind.PERSON, reason="一年没有一件逾期。", bureau=bureau, person=clerk
        ),
    ]
    yield 58
    actions.start_marking(award, by=stage.clerk)
    yield 50
    for place, nomination in enumerate(put_forward):
        actions.mark(nomination, by=stage.officer, score=94 - place)
        actions.mark(nomination, by=_chair(stage), score=90 - place % 3)
    yield 40
    notice = f"经推荐、评分并报主席会议同意，现将{award.title}结果予以通报。希望各承办单位学习先进，把提案办实办好。"
    actions.decide_round(award, by=stage.clerk, honoured=put_forward, notice=notice)


def _this_award(stage: Stage) -> Story:
    """The round of the year that runs has just been opened: who wants to, puts forward."""
    yield 2
    _round(stage, stage.day(0).year, nominations=-18, marks=-35)


def _round(stage: Stage, year: int, *, nominations: int, marks: int) -> AwardRound:
    """The clerk opens a round; its two days are so many days ago."""
    days = {"nominations_until_on": stage.day(-nominations), "marks_until_on": stage.day(-marks)}
    assembly = stage.city.assembly
    return actions.open_round(assembly, by=stage.clerk, year=year, title=f"{year}年度优秀提案评选", **days)


def _decided(stage: Stage, case: Proposal, days: int, *, due: int) -> Part:
    """Put forward, and two days later decided on; the report is due so many days from today."""
    yield days
    key = actions.put_forward(fresh(case), by=stage.clerk, reason="事关民生，建议具体，具备今年推动落实的条件。")
    actions.note_opinion(key, by=stage.clerk, body=stage.city.committees[0].name, agrees=True)
    yield days - 2
    actions.decide_key(
        key,
        by=stage.clerk,
        meeting="主席会议（演示）",
        decided_on=clock.today(),
        leader=_chair(stage),
        due_on=stage.day(due),
    )
    return case


def _chair(stage: Stage) -> Person:
    return Person.objects.get(pk=stage.city.office["chair"].pk)


def _key(case: Proposal) -> KeyCase:
    return KeyCase.objects.select_related("proposal__assembly").get(proposal=case.pk)


STORIES: Sequence[Told] = [
    _party,
    _organisation,
    _reported,
    _late,
    _dropped,
    _class_d,
    _last_awards,
    _this_award,
]
