"""Who may hold a vote, who may vote, and why not."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings.models import Meeting, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import BY_HAND, ELECTRONIC, VOTE_LIFE, State, VoteState, VoteWay
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def _arranges(actor: Actor, meeting: Meeting) -> Verdict:
    return ALLOWED if is_arranger(actor, meeting) else refuse(_("组织表决由会务工作人员办理。"))


def may_draw_up_vote(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever looks after the occasion, until it ends."""
    arranges = _arranges(actor, meeting)
    if arranges and meeting.state in (State.CLOSED, State.CANCELLED):
        return refuse(_("会议已经结束或取消，不能再拟定表决。"))
    return arranges


def may_change_vote(actor: Actor, vote: Vote) -> Verdict:
    """Whoever looks after the occasion, until it is put to the vote."""
    return first_refusal(may_draw_up_vote(actor, vote.meeting), _not_put(vote))


def _not_put(vote: Vote) -> Verdict:
    if vote.state == VoteState.DRAFT:
        return ALLOWED
    words = {"state": vote.get_state_display()}
    return refuse(_("这次表决%(state)s，不能再修改或移去；要重新表决，请另拟一次。") % words)


def may_remove_vote(actor: Actor, vote: Vote) -> Verdict:
    """As it is changed."""
    return may_change_vote(actor, vote)


def may_open_vote(actor: Actor, vote: Vote) -> Verdict:
    """While the occasion is on, and as many are in the hall as its kind asks for."""
    asked = first_refusal(_arranges(actor, vote.meeting), VOTE_LIFE.may(vote, "open_vote"))
    if asked and vote.meeting.state != State.OPEN:
        return refuse(_("会议开始以后才能投票，请先开会。"))
    return first_refusal(asked, _has_quorum(vote.meeting)) if asked else asked


def _has_quorum(meeting: Meeting) -> Verdict:
    sitting = queries.sitting_of(meeting, at=clock.now())
    if sitting is None:
        return refuse(_("这次会议没有设场次，请先设一个场次，签到以后再投票。"))
    present, entitled = queries.in_hall(sitting).count(), queries.entitled_to(meeting).count()
    if not present:
        return refuse(_("还没有人签到。只有已经签到的人可以投票，请先签到。"))
    percent = meeting.kind.quorum_percent
    if percent and present * 100 <= entitled * percent:
        words = {"present": present, "entitled": entitled, "percent": percent}
        return refuse(
            _("应到 %(entitled)s 人，在场 %(present)s 人，没有超过 %(percent)s%%，请等到够法定人数。") % words
        )
    return ALLOWED


def may_cast_vote(actor: Actor, vote: Vote) -> Verdict:
    """Whoever is on the roster by right, has signed in and not left; once, while the vote is open."""
    found = queries.standing_to(vote, actor)
    if found is None:
        return refuse(_("投票由应出席这次会议的人员参加，名单上没有您；有出入请联系会务工作人员。"))
    return _votes(found)


def _votes(found: queries.Standing) -> Verdict:
    if found.vote.way in BY_HAND:
        return refuse(_("这一项在会场举手或填写纸质票，不在这里投。"))
    if not found.is_entitled:
        return refuse(_("列席人员和工作人员没有表决权。"))
    if found.has_cast:
        return refuse(_("您已经投过票，每人只能投一次。"))
    if found.vote.state != VoteState.OPEN:
        return _not_open(found.vote)
    if found.has_left:
        return refuse(_("您已经离场，离场以后不能投票；又回到会场的，请先签到。"))
    if not found.is_in_hall:
        return refuse(_("签到以后才能投票，请先签到。"))
    return ALLOWED


def _not_open(vote: Vote) -> Verdict:
    if vote.state == VoteState.CANCELLED:
        return refuse(_("这次投票已经作废。"))
    return refuse(_("投票已经截止，没有投出的票不再计入。"))


def may_follow_vote(actor: Actor, vote: Vote) -> Verdict:
    """Who looks after the occasion, or reads all of it, sees how many have voted."""
    organ = vote.meeting.organ.scope_id if vote.meeting.organ else None
    if actor.can(Permission.MEETINGS_READ_ALL, vote.meeting.assembly.scope_id, organ):
        return ALLOWED
    return refuse(_("投票进度由会务工作人员查看。"))


def may_see_result(actor: Actor, vote: Vote) -> Verdict:
    """Everybody once it is announced; before, who looks after the occasion."""
    if vote.state == VoteState.ANNOUNCED:
        return ALLOWED
    if vote.state == VoteState.CLOSED:
        arranger = is_arranger(actor, vote.meeting)
        return ALLOWED if arranger else refuse(_("票已计完，结果由主持人宣布以后在这里公布。"))
    if vote.state == VoteState.CANCELLED:
        return refuse(_("这次投票已经作废，没有结果。"))
    return refuse(_("截止以前不计票，谁也看不到投了什么。"))


def may_count_by_hand(actor: Actor, vote: Vote) -> Verdict:
    """Raised hands and paper are counted while the vote is open; of paper by two people, who look not at each other."""
    arranges = _arranges(actor, vote.meeting)
    if not arranges:
        return arranges
    if vote.way in ELECTRONIC:
        return refuse(_("电子投票由系统计票，不用录入。"))
    if vote.state != VoteState.OPEN:
        return refuse(_("投票开始以后、截止以前录入计票结果。"))
    counts = queries.counts_of(vote)
    if vote.way == VoteWay.PAPER and len(counts) == 2 and actor.pk not in {one.by_id for one in counts}:
        return refuse(_("已经有两个人录入；两份不一致的，由他们自己核对后重新录入。"))
    return ALLOWED


def may_close_vote(actor: Actor, vote: Vote) -> Verdict:
    """While it is open; counted by hand only once the counts agree."""
    asked = first_refusal(_arranges(actor, vote.meeting), VOTE_LIFE.may(vote, "close_vote"))
    if asked and vote.way in BY_HAND and queries.agreed_tally(vote) is None:
        return refuse(_still_owed(vote))
    return asked


def _still_owed(vote: Vote) -> str:
    if vote.way == VoteWay.HANDS:
        return _("请先录入举手的人数。")
    if len(queries.counts_of(vote)) < 2:
        return _("纸质票由两个人分别录入，现在还不到两份。")
    return _("两个人录入的结果不一致，请核对以后重新录入。")


def may_note_who_voted(actor: Actor | None, vote: Vote) -> Verdict:
    """The system itself, once no vote can come any more: before, it would tell the order."""
    if actor is not None:
        return refuse(_("谁投了票，截止以后由系统记入账目。"))
    if vote.state in (VoteState.CLOSED, VoteState.ANNOUNCED):
        return ALLOWED
    return refuse(_("投票截止以后才记下谁投了票。"))


def may_announce(actor: Actor, vote: Vote) -> Verdict:
    """Once it has been counted."""
    return first_refusal(_arranges(actor, vote.meeting), VOTE_LIFE.may(vote, "announce"))


def may_cancel_vote(actor: Actor, vote: Vote) -> Verdict:
    """Until it is announced."""
    return first_refusal(_arranges(actor, vote.meeting), VOTE_LIFE.may(vote, "cancel_vote"))
