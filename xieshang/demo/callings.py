"""Bodies that propose, members who support, and a call that is open today with its topics and leads."""

from collections.abc import Sequence
from dataclasses import replace

from xieshang.accounts.models import Person
from xieshang.demo.stage import Stage, Story, Told, filed, fresh, in_hand, passed
from xieshang.members import actions as members
from xieshang.members.models import Member, Organ, Post
from xieshang.members.states import OrganKind, PostKind
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Call, Lead, Proposal
from xieshang.proposals.states import ProposerKind
from xieshang.spine import clock


def _committee(stage: Stage) -> Story:
    """The proposals committee proposes under its seal; its officer has a reply to judge."""
    yield 104
    organ = stage.city.committees[0]
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=organ)
    case = _body(stage, proposer, stage.officer, "政务服务一件事集成")
    actions.sign(case, by=stage.officer, upload=stage.seal(case.title, organ.name, organ.name))
    actions.submit(fresh(case), by=stage.officer)
    yield from passed(stage, case, 104)
    yield 90
    stage.assign(case, "data", co=["culture"])
    yield 86
    stage.accept(case, "data", "culture")
    yield 65
    text = "同意，文旅事项已列入集成清单第二批。"
    charge = stage.charge(case, "culture")
    actions.give_joint_opinion(charge, by=stage.staff("culture"), text=text, agrees=True)
    yield 40
    stage.talk(case, "data")
    yield 4
    stage.reply(case, "data")


def _body(stage: Stage, proposer: actions.Proposer, by: Person, topic: str) -> Proposal:
    return actions.draft(stage.session(), by=by, proposer=proposer, text=stage.text(topic))


def _unsealed(stage: Stage) -> Story:
    """A draft of the committee that still lacks its seal."""
    yield 3
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=stage.city.committees[0])
    _body(stage, proposer, stage.officer, "市场主体信用修复")


def _sector(stage: Stage) -> Story:
    """A sector proposes; its convenor, the first member, signs for it."""
    yield 58
    convenor = stage.member(0)
    post = next(one for one in queries.convening(convenor.person, on=stage.day(-58)) if one.sector is not None)
    proposer = actions.Proposer(ProposerKind.SECTOR, sector=post.sector, convenor=convenor)
    case = _convened(stage, proposer, convenor, f"{post.sector}界别", "科技成果就地转化")
    yield from passed(stage, case, 58)
    yield 44
    stage.assign(case, "science")
    yield 40
    stage.accept(case, "science")
    stage.plan(case, "science")


def _convened(stage: Stage, proposer: actions.Proposer, convenor: Member, body: str, topic: str) -> Proposal:
    """A sector's or a group's, written and signed by its convenor, and handed in."""
    case = _body(stage, proposer, convenor.person, topic)
    seal = stage.seal(case.title, body, f"召集人：{convenor.name}")
    actions.sign(case, by=convenor.person, convenor=convenor, author=convenor, upload=seal)
    return actions.submit(fresh(case), by=convenor.person)


def _group(stage: Stage) -> Story:
    """A group of members is formed, and proposes; its bureau has not accepted yet."""
    yield 40
    kept = {"assembly": stage.city.assembly, "kind": OrganKind.GROUP, "position": len(stage.city.committees)}
    group = members.form_organ(Organ(**kept, code="group_1", name="第一委员小组", from_on=clock.today()), by=None)
    convenor = stage.member(5)
    members.appoint(Post(member=convenor, kind=PostKind.CONVENOR, organ=group, from_on=clock.today()), by=None)
    yield 24
    proposer = actions.Proposer(ProposerKind.GROUP, organ=group, convenor=convenor)
    case = _convened(stage, proposer, convenor, group.name, "秸秆综合利用")
    yield from passed(stage, case, 24)
    yield 3
    stage.assign(case, "agriculture")


def _supported(stage: Stage) -> Story:
    """Members stand by cases of others: of the first member, and the first member of another's."""
    own = yield from in_hand(stage, 0, "公交线网与学生通勤", 66, "transport")
    theirs = yield from filed(stage, 7, "历史街区保护利用", 46)
    yield 34
    _support(stage, own, 2, "我们那边的学校也有同样的问题，早班车再早一刻钟就够了。")
    _support(stage, theirs, 0, "赞成口述史料一段，愿意提供街坊名单。")
    yield 20
    _support(stage, own, 4)
    _support(stage, theirs, 3)
    yield 2
    _support(stage, own, 6, "建议把县域校车一并考虑。")


def _support(stage: Stage, case: Proposal, index: int, remark: str = "") -> None:
    actions.support(fresh(case), by=stage.member(index).person, remark=remark)


TOPICS = [
    ("老城更新与历史文化保护", "可以从业态准入、消防、居民参与几方面写。", "culture"),
    ("“一老一小”服务的供给", "托育、助餐、社区护理的标准和经费。", "civil"),
    ("小微企业办事的堵点", "以一件具体的事写清流程和时间。", "data"),
    ("农村供水和水质", "", "water"),
    ("校园周边交通", "错峰、接送区、慢行道。", "police"),
]
"""Title, note, and the bureau that gave it."""


def _called(stage: Stage) -> Story:
    """A call that is open today, answered by a few; leads come in, are taken, and put aside."""
    yield 25
    call = _issue(stage)
    yield 21
    if (before := queries.session_before(stage.session())) and queries.unfollowed_promises(before).exists():
        actions.collect_leads(stage.session(), by=stage.clerk)
    yield 16
    first = _send(stage, call, "老街夜里太暗", "东关老街有一段没有路灯，晚上回家的老人常绊倒，希望修一修。", "甲先生")
    yield 13
    second = _note(
        stage, "走访中反映的图书馆开放时间", "主席走访社区时，几位家长说周末傍晚闭馆太早，孩子没有地方看书。"
    )
    yield 10
    _answer(stage, call)
    third = _send(stage, call, "推荐我家的民宿", "我家民宿新装修，请大家来住。", "乙女士")
    yield 8
    taken = actions.take_lead(second, by=stage.member(2).person)
    more = stage.text("公共图书馆服务下沉")
    actions.revise(
        fresh(taken),
        by=stage.member(2).person,
        text=replace(more, situation=f"{taken.situation}{more.situation}"),
        version=taken.version,
    )
    actions.close_lead(third, by=stage.clerk, reason="属于商业推介，不作为提案线索。")
    yield 6
    actions.submit(fresh(taken), by=stage.member(2).person)
    _send(
        stage, call, "校门口接送的车排到主路上", "每天四点半，学校门口两排车，公交进不了站。能不能设接送区？", "丙先生"
    )
    yield 3
    actions.take_lead(first, by=stage.member(0).person)
    _note(stage, "民主监督中发现的饮水问题", "监督组在三个村抽查，两处蓄水池没有加盖，管护员不清楚消毒频次。")
    yield 1
    _send(stage, call, "社区食堂希望能送餐", "我母亲八十多岁，下不了楼，食堂不送，外卖又不合口味。", "")


def _issue(stage: Stage) -> Call:
    session = stage.session()
    calling = actions.Calling(
        title=f"关于征集{session.year}年下一阶段提案和线索的通知",
        text="请各位委员围绕参考选题深入调研，一事一案，有情况、有分析、有具体建议。"
        "欢迎社会各界提供线索，来信人的姓名和联系方式不公开。",
        opens_on=stage.day(-25),
        closes_on=stage.day(40),
    )
    call = actions.write_call(session, by=stage.clerk, calling=calling)
    for title, note, code in TOPICS:
        actions.add_topic(call, by=stage.clerk, title=title, note=note, bureau=stage.bureau(code))
    return actions.issue_call(call, by=stage.clerk)


def _send(stage: Stage, call: Call, title: str, text: str, sender: str) -> Lead:
    contact = "000-0000-0000" if sender else ""
    return actions.send_lead(call, by=None, hint=actions.Hint(title, text, sender=sender, contact=contact))


def _note(stage: Stage, title: str, text: str) -> Lead:
    return actions.note_lead(stage.city.assembly, by=stage.clerk, hint=actions.Hint(title, text))


def _answer(stage: Stage, call: Call) -> None:
    member = stage.member(4)
    proposer = actions.Proposer(ProposerKind.MEMBER, author=member)
    text = stage.text("社区居家养老助餐")
    draft = actions.draft(stage.session(), by=member.person, proposer=proposer, text=text, call=call)
    actions.submit(draft, by=member.person)


STORIES: Sequence[Told] = [_committee, _unsealed, _sector, _group, _supported, _called]
