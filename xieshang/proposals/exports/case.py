"""A case as one PDF file with everything in it, as far as its reader may read it."""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, BinaryIO, cast

from django.utils import translation

from xieshang.accounts.privacy import mask_phone
from xieshang.documents import letters
from xieshang.documents.letters import Appended, Block, Dossier, Enclosed, Section
from xieshang.proposals.exports.attachments import attached, listed
from xieshang.proposals.exports.beside import after_the_replies, behind_the_text, of_the_handling, of_the_replies
from xieshang.proposals.exports.letters import letter_of
from xieshang.proposals.exports.seen import Seen
from xieshang.proposals.exports.words import day, facts, minute, prose
from xieshang.proposals.models import Assignment, Feedback, Proposal, Reply
from xieshang.proposals.queries.voices import whose
from xieshang.proposals.states import CoSignState

IN_MEMORY = 8 * 2**20
"""Bytes of a finished file that are held in memory; more lies on the disk until it is sent."""


def bound(proposal: Proposal, seen: Seen) -> IO[bytes]:
    """An open temporary file with the case: cover, sections, letters, and the attached PDF files and pictures behind.

    Expects a proposal read through `queries.whole`. All attachments are listed with size and SHA-256; with those of
    other kinds, that are damaged, or too large stands why they are not bound.
    """
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    enclosed = list(letters.enclose(attached(seen.files), running=proposal.label, at=seen.at))
    behind = (Appended(one.title, io.BytesIO(one.content)) for one in enclosed if one.content)
    letters.bind(io.BytesIO(paper(proposal, seen, enclosed)), behind, cast(BinaryIO, out))
    out.seek(0)
    return out


def many(cases: Sequence[tuple[Proposal, Seen]]) -> IO[bytes]:
    """An open temporary file with several cases after one another, each with a bookmark, for the printer.

    Attachments stay out: they are listed in their cases.
    """
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    (first, seen), *others = cases
    papers = ((one.label, paper(one, its)) for one, its in others)
    behind = (Appended(label, io.BytesIO(data)) for label, data in papers)
    letters.bind(io.BytesIO(paper(first, seen)), behind, cast(BinaryIO, out))
    out.seek(0)
    return out


def paper(proposal: Proposal, seen: Seen, enclosed: Sequence[Enclosed] = ()) -> bytes:
    """The case without its attachments, which are listed with what became of them."""
    with translation.override("zh-hans"):
        return letters.dossier(
            Dossier(
                title=proposal.title or "（还没有案由）",
                above=proposal.assembly.name,
                running=proposal.label,
                at=seen.at,
                facts=_facts(proposal),
                sections=list(_sections(proposal, seen, enclosed)),
            )
        )


def _sections(proposal: Proposal, seen: Seen, enclosed: Sequence[Enclosed]) -> Iterator[Section]:
    yield Section("提案正文", list(_text(proposal)))
    if signers := list(_signers(proposal, seen)):
        yield Section("联名人", signers)
    yield from behind_the_text(proposal, seen)
    if seen.inside and proposal.review_reason:
        yield Section("审查意见", list(_review(proposal)))
    charges = list(proposal.assignments.all())
    if charges:
        yield Section("承办情况", [block for charge in charges for block in _charge(charge, seen)])
    yield from of_the_handling(proposal, seen)
    for charge in charges:
        for reply in charge.replies.all():
            yield Section(_reply_title(charge, reply), letter=letter_of(proposal, reply))
    yield from of_the_replies(proposal, seen)
    if seen.feedback:
        yield Section("提案者的反馈", [block for one in seen.feedback for block in _feedback(proposal, one)])
    yield from after_the_replies(proposal, seen)
    if seen.history:
        yield Section("办理经过", [_history(seen)])
    if seen.files:
        yield Section("附件", list(listed(seen.files, enclosed)))


def _facts(proposal: Proposal) -> list[tuple[str, str]]:
    rows = [
        ("案号", proposal.label if proposal.case_number else "尚未编号"),
        ("状态", proposal.get_state_display()),
        ("提案者", proposal.proposer_name),
        ("类型", proposal.get_proposer_kind_display()),
        ("召集人", proposal.convenor.name if proposal.convenor else ""),
        ("执笔", proposal.author.name if proposal.is_collective and proposal.author else ""),
        ("会议", f"{proposal.session.term}{proposal.session}（{proposal.session.year}年）"),
        ("类别", proposal.topic or proposal.get_category_display()),
        ("提交日期", day(proposal.submitted_at)),
        ("立案日期", day(proposal.filed_at)),
        ("承办单位", "、".join(f"{one.bureau.name}（{one.get_role_display()}）" for one in proposal.assignments.all())),
        ("答复日期", day(proposal.replied_at)),
        ("办结日期", day(proposal.closed_at)),
        ("来源", f"{proposal.source} {proposal.source_number}" if proposal.source else ""),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _text(proposal: Proposal) -> Iterator[Block]:
    for heading, text in [("", proposal.whole_text), ("情况", proposal.situation), ("分析", proposal.analysis)]:
        if text and heading:
            yield Block("heading", heading)
        yield from prose(text)
    suggestions = list(proposal.suggestions.all())
    if suggestions:
        yield Block("heading", "建议")
        for one in suggestions:
            yield from prose(f"{one.number}．{one.text}")


def _signers(proposal: Proposal, seen: Seen) -> Iterator[Block]:
    shown = [one for one in proposal.cosigners.all() if seen.inside or one.state == CoSignState.CONFIRMED]
    if shown:
        rows = [[one.member.name, one.get_state_display(), one.remark if seen.inside else ""] for one in shown]
        yield Block("table", head=["姓名", "答复", "附言"], rows=rows, widths=[0, 0, 1])


def _review(proposal: Proposal) -> Iterator[Block]:
    if proposal.ground:
        rows = [("理由", proposal.get_ground_display())]
        yield facts([*rows, ("去向", proposal.get_destination_display() if proposal.destination else "")])
    yield from prose(proposal.review_reason)
    if proposal.objection:
        yield Block("heading", "复议申请")
        yield from prose(proposal.objection)
    if proposal.ruled_on:
        yield Block("facts", rows=[["复议会议", proposal.ruled_at_meeting], ["日期", f"{proposal.ruled_on:%Y-%m-%d}"]])


def _charge(charge: Assignment, seen: Seen) -> Iterator[Block]:
    yield Block("heading", f"{charge.bureau.name}（{charge.get_role_display()}）")
    accepted = f"{day(charge.accepted_at)} {charge.accepted_by.name}" if charge.accepted_by else ""
    rows = [("交办", day(charge.assigned_at)), ("签收", accepted), ("答复期限", f"{charge.reply_by:%Y-%m-%d}")]
    rows.append(("答复", day(charge.replied_at)))
    reasons = (one.level_reason for one in charge.replies.all())
    yield facts([*rows, *(("由较低层级签发的理由", reason) for reason in reasons if reason)])
    if (plan := charge.written_plan) is not None:
        phone = plan.officer_phone if seen.near else mask_phone(plan.officer_phone)
        rows = [("办理方案", plan.text), ("预计答复", day(plan.ready_on)), ("经办人", plan.officer)]
        yield facts([*rows, ("经办人电话", phone), ("分管领导", plan.leader)])
    if seen.opinions and (opinion := charge.given_opinion) is not None:
        agrees = "与主办单位一致" if opinion.agrees else "与主办单位不一致"
        yield facts([("会办意见", opinion.text), ("是否一致", agrees), ("日期", day(opinion.given_at))])
    if talks := charge.talks.all():
        rows_ = [[f"{one.on:%Y-%m-%d}", str(one.get_kind_display()), one.people, one.content] for one in talks]
        yield Block("table", head=["日期", "方式", "对象", "沟通内容"], rows=rows_, widths=[0, 0, 1, 3])


def _reply_title(charge: Assignment, reply: Reply) -> str:
    past = "（已由后来的答复代替）" if reply.superseded_at else ""
    return f"{charge.bureau.name}的答复{past}"


def _feedback(proposal: Proposal, one: Feedback) -> Iterator[Block]:
    again = f"第 {one.round} 次重新办理" if one.round else "首次办理"
    yield Block("heading", whose(one, proposal) + (f"（{again}）" if proposal.handled_again else ""))
    rows = [("对办理态度", one.get_handling_display()), ("对办理结果", one.get_result_display())]
    rows += [("意见", one.opinion), ("日期", day(one.given_at))]
    yield facts(rows)


def _history(seen: Seen) -> Block:
    rows = [[minute(one["at"]), _said(one), str(one["who"] or "")] for one in seen.history]
    return Block("table", head=["时间", "事项", "经办"], rows=rows, widths=[0, 1, 0])


def _said(one: Mapping[str, Any]) -> str:
    return f"{one['what']}：{one['said']}" if one["said"] else str(one["what"])
