"""What a case on paper holds beside text, charges, replies: what was stated, asked, ruled, delivered, followed up."""

from collections.abc import Iterator

from xieshang.documents.letters import Block, Section
from xieshang.proposals import queries
from xieshang.proposals.exports.seen import Seen
from xieshang.proposals.exports.words import day, facts, minute, prose
from xieshang.proposals.models import FollowUp, KeyCase, Pause, Petition, Proposal
from xieshang.proposals.queries.awards import honours_of
from xieshang.proposals.states import Outcome, State


def behind_the_text(proposal: Proposal, seen: Seen) -> Iterator[Section]:
    """Where it came from, what its author states and wishes, who supports it, which cases were merged into it."""
    yield from _filled("缘起", list(_origin(proposal)))
    yield from _filled("声明和意愿", list(_stated(proposal)))
    yield from _filled("附议", list(_supporters(proposal)))
    yield from _filled("并案", list(_merged(proposal, seen)))
    if seen.office:
        yield from _filled("初审意见", list(_advised(proposal)))
        yield from _filled("查重处理", list(_compared(proposal, seen)))


def of_the_handling(proposal: Proposal, seen: Seen) -> Iterator[Section]:
    """What bureaus asked of the office and of the author, and how the office reminded them."""
    yield from _filled("申请与裁定", [block for one in seen.petitions for block in _petition(one)])
    if seen.near:
        pauses = [(charge.bureau.name, one) for charge in proposal.assignments.all() for one in charge.pauses.all()]
        yield from _filled("询问与答复", [block for name, one in pauses for block in _question(name, one)])
    rows = [[minute(one.at), one.bureau, one.words] for one in seen.reminders]
    yield from _filled(
        "催办", [Block("table", head=["时间", "单位", "内容"], rows=rows, widths=[0, 0, 1])] if rows else []
    )


def of_the_replies(proposal: Proposal, seen: Seen) -> Iterator[Section]:
    """To whom the replies were delivered, and how good the bureaus found the proposal."""
    if seen.oversees:
        yield from _filled("答复送达", list(_deliveries(proposal)))
        yield from _filled("提案质量评价", list(_qualities(proposal)))


def after_the_replies(proposal: Proposal, seen: Seen) -> Iterator[Section]:
    """How it was supervised as a key case, what was asked after it was closed, what the public reads, and its award."""
    if seen.key is not None:
        yield Section("重点督办", list(_key(seen.key, seen)))
    yield from _filled("跟踪回访", [block for one in proposal.follow_ups.all() for block in _follow_up(one)])
    yield from _filled("向社会公开", list(_published(proposal)))
    yield from _filled("评优", list(_honours(proposal)))


def _filled(title: str, blocks: list[Block]) -> Iterator[Section]:
    if blocks:
        yield Section(title, blocks)


def _origin(proposal: Proposal) -> Iterator[Block]:
    rows = [
        ("应征", proposal.call.title if proposal.call else ""),
        ("参考选题", proposal.answers_topic.title if proposal.answers_topic else ""),
        ("线索来源", proposal.lead.get_origin_display() if proposal.lead else ""),
    ]
    if any(value for _label, value in rows):
        yield facts(rows)


def _stated(proposal: Proposal) -> Iterator[Block]:
    said = [
        (proposal.first_raised, "第一次提出"),
        (proposal.researched, "做过调研"),
        (proposal.used_ai, "写作用了人工智能"),
    ]
    rows = [
        ("提案者声明", "、".join(words for is_said, words in said if is_said)),
        ("调研情况", proposal.research_note),
        ("希望承办", proposal.wished_bureau.name if proposal.wished_bureau else ""),
        ("希望沟通方式", proposal.get_wished_talk_display() if proposal.wished_talk else ""),
    ]
    if any(value for _label, value in rows):
        yield facts(rows)


def _supporters(proposal: Proposal) -> Iterator[Block]:
    if rows := [[one.member.name, day(one.at), one.remark] for one in proposal.supporters.all()]:
        yield Block("table", head=["姓名", "日期", "附言"], rows=rows, widths=[0, 0, 1])


def _merged(proposal: Proposal, seen: Seen) -> Iterator[Block]:
    if proposal.state == State.MERGED and (lead := queries.lead_of(proposal)) is not None:
        yield facts([("并入主案", f"{lead.label} {lead.title}")])
    if rows := [[one.label, one.title, one.proposer_name] for one in seen.merged]:
        yield Block("table", head=["编号", "并入本案的提案", "提案者"], rows=rows, widths=[0, 1, 0])


def _advised(proposal: Proposal) -> Iterator[Block]:
    if proposal.checked_at is not None:
        rows = [("建议结果", str(Outcome(proposal.advice).label)), ("理由", proposal.advice_reason)]
        by = proposal.checked_by.name if proposal.checked_by else ""
        yield facts([*rows, ("初审人", by), ("时间", minute(proposal.checked_at))])


def _compared(proposal: Proposal, seen: Seen) -> Iterator[Block]:
    rows = []
    for one in seen.likeness:
        other = one.other if one.proposal_id == proposal.pk else one.proposal
        said = [str(one.get_outcome_display()), one.remark, f"{one.by.name} {day(one.at)}"]
        rows.append([other.label, other.title, f"{one.coefficient:.0%}", *said])
    if rows:
        head = ["编号", "相似的提案", "相似", "处理", "说明", "经办"]
        yield Block("table", head=head, rows=rows, widths=[0, 1, 0, 0, 1, 0])


def _petition(one: Petition) -> Iterator[Block]:
    yield Block("heading", f"{one.bureau.name}：{one.get_kind_display()}")
    ruling = one.get_ruling_display() if one.ruling else ("等裁定" if one.waits else "已收回")
    yield facts(
        [
            ("提出", day(one.asked_at)),
            ("建议单位", one.other_bureau.name if one.other_bureau else ""),
            ("申请延到", day(one.until_on)),
            ("理由", one.reason),
            ("裁定", f"{ruling} {day(one.ruled_at)}".strip()),
            ("裁定理由", one.ruling_reason),
        ]
    )


def _question(bureau: str, one: Pause) -> Iterator[Block]:
    yield Block("heading", f"{bureau}询问提案者")
    answer = one.answer or ("提案者没有答复" if one.until_on else "等提案者答复")
    yield facts(
        [("询问日期", day(one.from_on)), ("询问", one.question), ("答复", answer), ("恢复办理", day(one.until_on))]
    )


def _deliveries(proposal: Proposal) -> Iterator[Block]:
    rows = [
        [reply.letter_number, one.person.name, minute(one.delivered_at), minute(one.read_at) or "还没有阅读"]
        for charge in proposal.assignments.all()
        for reply in charge.replies.all()
        for one in reply.deliveries.all()
    ]
    if rows:
        yield Block("table", head=["文号", "送达", "送达时间", "首次阅读"], rows=rows, widths=[1, 0, 0, 0])


def _qualities(proposal: Proposal) -> Iterator[Block]:
    marked = [one for one in proposal.assignments.all() if one.quality is not None]
    if rows := [[one.bureau.name, f"{one.quality} 分", one.quality_remark] for one in marked]:
        yield Block("table", head=["单位", "评价", "说明"], rows=rows, widths=[0, 0, 1])


def _key(key: KeyCase, seen: Seen) -> Iterator[Block]:
    rows = [("状态", key.get_state_display()), ("审定", key.meeting), ("确定日期", day(key.decided_on))]
    rows += [("领衔督办", key.leader_name), ("督办期限", day(key.due_on))]
    yield facts([*rows, ("提为候选的理由", key.reason if seen.office else "")])
    opinions = queries.opinions_on(key) if seen.office else []
    if said := [[one.body, "赞成" if one.agrees else "不赞成", one.text] for one in opinions]:
        yield Block("heading", "各方意见")
        yield Block("table", head=["单位", "意见", "说明"], rows=said, widths=[0, 0, 1])
    yield from _told("督办方案", key.plan)
    visits = reversed(queries.visits_of(key))
    if done := [[day(one.on), str(one.get_kind_display()), one.place, one.people, one.content] for one in visits]:
        yield Block("heading", "督办活动")
        yield Block("table", head=["日期", "方式", "地点", "人员", "内容"], rows=done, widths=[0, 0, 1, 1, 3])
    yield from _told("督办报告", key.report)


def _told(heading: str, text: str) -> Iterator[Block]:
    if text:
        yield Block("heading", heading)
        yield from prose(text)


def _follow_up(one: FollowUp) -> Iterator[Block]:
    yield Block("heading", str(one.get_kind_display()))
    rows = [
        ("单位", one.assignment.bureau.name if one.assignment else ""),
        ("日期", day(one.due_on)),
        ("结果", str(one.get_outcome_display()) if one.outcome else "还没有答复"),
        ("说明", one.text),
        ("答复", f"{one.answered_by.name} {day(one.answered_at)}" if one.answered_by else ""),
    ]
    yield facts(rows)


def _published(proposal: Proposal) -> Iterator[Block]:
    if proposal.published_at is not None:
        name = proposal.proposer_name if proposal.consents_to_name else "不公开"
        yield facts([("公开日期", day(proposal.published_at)), ("提案者", name)])
        yield from _told("公开的正文", proposal.public_text)
        yield from _told("公开的答复", proposal.public_reply)


def _honours(proposal: Proposal) -> Iterator[Block]:
    for one in honours_of(proposal):
        yield facts([("评选", one.round.title), ("结果", str(one.get_kind_display())), ("公布", day(one.honoured_at))])
