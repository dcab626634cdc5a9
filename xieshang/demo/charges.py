"""Particular cases in the hands of bureaus: accepted late, asked back, delayed, disputed, paused, several at once."""

from collections.abc import Sequence

from xieshang.demo.stage import Stage, Story, Told, filed, fresh, in_hand
from xieshang.proposals import actions
from xieshang.proposals.models import Petition, Proposal
from xieshang.proposals.states import PetitionKind, ReplyClass, Ruling, Satisfaction

RELEASE, EXTENSION, DISAGREEMENT = PetitionKind.RELEASE, PetitionKind.EXTENSION, PetitionKind.DISAGREEMENT


def _to_accept(stage: Stage) -> Story:
    """Assigned two days ago."""
    case = yield from filed(stage, 0, "非遗工坊与传承人扶持", 20)
    yield 2
    stage.assign(case, "culture")


def _accepted_late(stage: Stage) -> Story:
    """Assigned weeks ago, reminded of, and still not accepted."""
    case = yield from filed(stage, 1, "公共图书馆服务下沉", 50)
    yield 26
    stage.assign(case, "culture")
    yield 4
    _remind(stage, case, "culture", "签收期限已过，请今天签收；认为不属本单位职责的，请尽快来电说明。")


def _remind(stage: Stage, case: Proposal, code: str, words: str) -> None:
    actions.remind(stage.charge(case, code), by=stage.clerk, words=words)


def _released(days: int, *, ruling: Ruling | None, topic: str, code: str, other: str, index: int) -> Told:
    """A bureau asks to be released, and is, or is not, or thinks again, or waits for the ruling."""

    def story(stage: Stage) -> Story:
        case = yield from filed(stage, index, topic, days + 14)
        yield days
        stage.assign(case, code)
        yield days - 3
        reason = f"按照职责分工，这件提案的主要建议由{stage.bureau(other).name}负责，本单位没有相应职权。"
        actions.petition(
            stage.charge(case, code),
            by=stage.staff(code),
            kind=RELEASE,
            reason=reason,
            other_bureau=stage.bureau(other),
        )
        if ruling is None:
            return
        yield days - 6
        reason = (
            "经与两家单位核对职责，同意改交。" if ruling == Ruling.GRANTED else "主要建议属本单位职责，请签收办理。"
        )
        _end(stage, case, ruling, reason)
        yield days - 9
        charged = other if ruling == Ruling.GRANTED else code
        stage.accept(case, charged)
        stage.plan(case, charged)

    return story


def _end(stage: Stage, case: Proposal, ruling: Ruling, reason: str) -> None:
    petition = Petition.objects.get(proposal=case.pk, ruling="")
    if ruling == Ruling.TAKEN:
        code = next(code for code, desk in stage.cast.desks.items() if desk.bureau.pk == petition.bureau_id)
        actions.take_back_petition(petition, by=stage.staff(code))
    else:
        actions.rule_on(petition, by=stage.clerk, ruling=ruling, reason=reason)


def _extended(days: int, asked: int, *, ruling: Ruling | None, topic: str, code: str, index: int) -> Told:
    """A bureau asks for more time, and gets it, or not; then it is late, and reminded of it."""

    def story(stage: Stage) -> Story:
        case = yield from in_hand(stage, index, topic, days, code)
        yield days - 50
        stage.talk(case, code)
        yield asked
        actions.petition(
            stage.charge(case, code),
            by=stage.staff(code),
            kind=EXTENSION,
            reason="方案涉及年度预算，要等市里预算安排确定以后才能明确答复。",
            until_on=stage.day(45),
        )
        if ruling is None:
            return
        yield asked - 4
        granted = ruling == Ruling.GRANTED
        _end(stage, case, ruling, "理由充分，同意延期一次。" if granted else "预算安排不影响先行答复，请按期答复。")
        if ruling == Ruling.DENIED:
            yield 1
            _remind(stage, case, code, "答复期限已过，请本周内签发答复。")

    return story


def _disputed(stage: Stage) -> Story:
    """Lead and co-handler disagree, and wait for the office."""
    case = yield from in_hand(stage, 3, "历史街区保护利用", 70, "culture", co=["police"])
    yield 28
    _opine(stage, case, "police", "街区内夜间限行影响居民出行，建议暂不实施第二条。", agrees=False)
    yield 3
    reason = "主办单位认为限行应当试行，会办单位不同意，两次会商没有一致意见，请裁定。"
    actions.petition(stage.charge(case, "culture"), by=stage.staff("culture"), kind=DISAGREEMENT, reason=reason)


def _opine(stage: Stage, case: Proposal, code: str, text: str, *, agrees: bool = True) -> None:
    actions.give_joint_opinion(stage.charge(case, code), by=stage.staff(code), text=text, agrees=agrees)


def _settled(stage: Stage) -> Story:
    """A disagreement that was ruled on; replied to, judged, closed and archived."""
    case = yield from in_hand(stage, 4, "公交线网与学生通勤", 140, "transport", co=["urban", "police"])
    yield 105
    _opine(stage, case, "urban", "候车亭占用人行道，建议改在港湾处设置。", agrees=False)
    _opine(stage, case, "police", "同意，学校路口的信号配时由我单位配合调整。")
    yield 98
    reason = "站点位置与会办单位意见不一致，请裁定。"
    actions.petition(stage.charge(case, "urban"), by=stage.staff("urban"), kind=DISAGREEMENT, reason=reason)
    yield 92
    _end(stage, case, Ruling.GRANTED, "候车亭改设在港湾处，由主办单位统一答复。")
    yield 80
    stage.talk(case, "transport")
    yield 62
    stage.reply(case, "transport")
    yield 52
    stage.judge(case, 4)
    yield 44
    stage.close(case)
    yield 9
    actions.archive(fresh(case), by=stage.clerk)


def _asked(days: int, *, asked: int, ending: str, index: int, code: str, topic: str) -> Told:
    """The bureau asks the author, who answers, or has not yet; or it goes on without."""

    def story(stage: Stage) -> Story:
        case = yield from in_hand(stage, index, topic, days, code)
        yield asked
        question = "第二条建议里的试点范围，是指老城三条街，还是包括新区？现场照片能否提供？"
        actions.ask_author(stage.charge(case, code), by=stage.staff(code), question=question)
        if ending == "answered":
            yield asked - 7
            answer = "指老城三条街，新区可以第二步再做；照片已在面商时交给经办同志。"
            actions.answer_question(stage.charge(case, code), by=stage.member(index).person, answer=answer)
        if ending == "resumed":
            yield asked - 18
            actions.resume(stage.charge(case, code), by=stage.staff(code))
            stage.talk(case, code)

    return story


def _opinion_late(stage: Stage) -> Story:
    """The lead waits for a co-handler whose month is over."""
    case = yield from in_hand(stage, 0, "社区居家养老助餐", 75, "civil", co=["culture", "health"])
    yield 44
    _opine(stage, case, "health", "同意；失能老人的送餐标准由我单位提供营养指导。")
    stage.plan(case, "civil")
    yield 2
    _remind(stage, case, "culture", "会办意见已经到期，请函告主办单位。")


def _one_late(stage: Stage) -> Story:
    """Three bureaus handle separately; one has replied, one has its plan, one is late."""
    case = yield from in_hand(
        stage, 0, "地下管网普查更新", 118, separate=["housing", "culture", "urban"], statements=_wishes(stage)
    )
    yield 70
    stage.talk(case, "housing", "urban", "culture")
    stage.plan(case, "culture")
    yield 40
    stage.reply(case, "housing")
    yield 25
    charge = stage.charge(case, "urban")
    actions.prolong(charge, by=stage.clerk, until_on=stage.day(20), reason="普查数据要到下月才能汇总，同意延期。")
    yield 2
    _remind(stage, case, "culture", "其他单位已经答复或者延期，贵单位的答复已过期，请抓紧。")


def _wishes(stage: Stage) -> actions.Statements:
    return actions.Statements(wished_bureau=stage.bureau("housing"), wished_talk="forum", first_raised=True)


def _sent_back(stage: Stage) -> Story:
    """The office has sent a reply back; the bureau replies again."""
    case = yield from in_hand(stage, 6, "乡村民宿规范发展", 100, "culture")
    yield 55
    stage.talk(case, "culture")
    yield 9
    stage.reply(case, "culture")
    yield 3
    reason = "第二条建议的答复没有写明时间和责任人，请补充以后重新答复。"
    actions.send_back_reply(stage.charge(case, "culture"), by=stage.clerk, reason=reason)


def _replied_at_once(stage: Stage) -> Story:
    """Co-signed by the first member, who has read the reply and judges it; the others have judged."""
    yield 112
    case, author = stage.draft(1, "文物安全巡查机制"), stage.member(1).person
    for index in (0, 7):
        actions.ask_cosigner(fresh(case), by=author, member=stage.member(index))
    actions.gather(fresh(case), by=author)
    yield 110
    for index in (0, 7):
        cosigner = case.cosigners.get(member=stage.member(index))
        actions.answer_cosigning(cosigner, by=stage.member(index).person, confirms=True)
    yield 108
    actions.submit(fresh(case), by=author)
    yield 100
    actions.file(fresh(case), by=stage.clerk)
    yield 92
    stage.assign(case, "culture")
    yield 88
    stage.accept(case, "culture")
    yield 45
    stage.talk(case, "culture")
    yield 8
    stage.reply(case, "culture", ReplyClass.B)
    yield 4
    actions.read_reply(fresh(case), by=stage.member(0).person)
    stage.judge(case, 1)
    yield 2
    stage.judge(case, 7, Satisfaction.FAIRLY)


STORIES: Sequence[Told] = [
    _to_accept,
    _accepted_late,
    _released(5, ruling=None, topic="道路交通信号优化", code="culture", other="police", index=5),
    _released(46, ruling=Ruling.GRANTED, topic="停车泊位共享", code="culture", other="urban", index=6),
    _released(47, ruling=Ruling.DENIED, topic="乡村民宿规范发展", code="culture", other="market", index=7),
    _released(48, ruling=Ruling.TAKEN, topic="困境儿童关爱保护", code="civil", other="education", index=2),
    _extended(104, 2, ruling=None, topic="非遗工坊与传承人扶持", code="culture", index=0),
    _extended(120, 40, ruling=Ruling.GRANTED, topic="公共图书馆服务下沉", code="culture", index=3),
    _extended(117, 30, ruling=Ruling.DENIED, topic="地下管网普查更新", code="housing", index=4),
    _disputed,
    _settled,
    _asked(55, asked=3, ending="", index=0, code="culture", topic="公共图书馆服务下沉"),
    _asked(80, asked=40, ending="answered", index=1, code="culture", topic="历史街区保护利用"),
    _asked(90, asked=45, ending="resumed", index=2, code="health", topic="乡村医生队伍稳定"),
    _opinion_late,
    _one_late,
    _sent_back,
    _replied_at_once,
]
