"""A bureau's reply as an official letter: its head, number and title, an answer to each suggestion, copies to whom."""

from collections.abc import Iterator

from django.utils import timezone, translation

from xieshang.documents import letters
from xieshang.documents.letters import Item, Letter
from xieshang.proposals.models import Proposal, Reply
from xieshang.proposals.states import CoSignState, HandlingRole, Level

DIGITS = "零一二三四五六七八九"
LONGEST_HEADING = 60
"""Characters of a suggestion that stand over its answer."""


def paper_of(proposal: Proposal, reply: Reply, ending: str) -> bytes:
    """The letter as "pdf" or "docx". Expects a proposal read through `queries.whole`, and one of its replies."""
    letter = letter_of(proposal, reply)
    return letters.pdf(letter) if ending == "pdf" else letters.docx(letter)


def name_of(proposal: Proposal, reply: Reply, ending: str) -> str:
    """What the file is called: "2026-0012 市教育局答复.pdf"."""
    return f"{proposal.label} {reply.assignment.bureau.name}答复.{ending}"


def letter_of(proposal: Proposal, reply: Reply) -> Letter:
    """The letter in the layout of GB/T 9704-2012, its class top right, as the rules on replies ask for it."""
    bureau = reply.assignment.bureau
    on = _written(reply)
    with translation.override("zh-hans"):
        return Letter(
            head=bureau.name,
            number=reply.letter_number,
            signer=f"签发人：{reply.signer}" if reply.signer else "",
            mark=f"类别标记：{reply.reply_class}",
            title=title_of(proposal),
            addressee=f"{_addressee(proposal)}：",
            at=reply.replied_at,
            opening=_paragraphs(reply.opening),
            items=list(_items(reply)),
            closing=[
                "感谢您对我们工作的关心和支持。" if not proposal.is_collective else "感谢对我们工作的关心和支持。"
            ],
            signature=bureau.name,
            date=on,
            note=_note(reply),
            copies=f"抄送：{_copies(proposal, reply)}。",
            issuer=bureau.name,
            issued=f"{on}印发",
        )


def title_of(proposal: Proposal) -> str:
    """关于市政协九届四次会议第12号提案的答复."""
    session = proposal.session
    place = f"{chinese(session.term.number)}届{chinese(session.number)}次会议"
    number = f"第{proposal.case_number}号" if proposal.case_number else proposal.source_number
    return f"关于{_short(proposal.assembly.name)}{place}{number}提案的答复"


def chinese(number: int) -> str:
    """A number below a hundred in Chinese digits: 四, 十二, 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def _short(assembly: str) -> str:
    """市政协 of 政协鹰城市委员会, as titles say it; else the name as it is."""
    for ending, said in (
        ("省委员会", "省政协"),
        ("市委员会", "市政协"),
        ("县委员会", "县政协"),
        ("区委员会", "区政协"),
    ):
        if assembly.endswith(ending):
            return said
    return assembly


def _addressee(proposal: Proposal) -> str:
    if proposal.is_collective:
        return proposal.proposer_name
    names = [one.member.name for one in proposal.cosigners.all() if one.state == CoSignState.CONFIRMED]
    return "、".join([proposal.proposer_name, *names]) + "委员"


def _items(reply: Reply) -> Iterator[Item]:
    for answer in reply.answers.all():
        asked = " ".join(answer.suggestion.text.split())
        short = asked if len(asked) <= LONGEST_HEADING else f"{asked[:LONGEST_HEADING]}……"
        first, *rest = _paragraphs(answer.text)
        heading = f"{chinese(answer.suggestion.number)}、关于“{short.rstrip('。；;')}”"
        yield Item(heading, [f"（{answer.get_state_display()}）{first}", *rest])


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _note(reply: Reply) -> str:
    """Whose post it is that signed, at which level where that is a raised one, and whom to ask."""
    level = reply.get_level_display() if reply.level != Level.BUREAU else ""
    known = [("签发人职务", reply.signer_post), ("签发层级", level)]
    known += [("联系人", reply.contact), ("联系电话", reply.contact_phone)]
    said = "，".join(f"{label}：{value}" for label, value in known if value)
    return f"（{said}）" if said else ""


def _copies(proposal: Proposal, reply: Reply) -> str:
    """Those who handled it with the bureau, and the assembly's office."""
    helping = [one.bureau.name for one in proposal.assignments.all() if one.role == HandlingRole.CO]
    names = helping if reply.assignment.role == HandlingRole.LEAD else []
    return "，".join([*names, f"{proposal.assembly.name}办公室"])


def _written(reply: Reply) -> str:
    on = timezone.localdate(reply.replied_at)
    return f"{on.year}年{on.month}月{on.day}日"
