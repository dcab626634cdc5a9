"""Posts that members hold for a time."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xieshang.members import events, rules
from xieshang.members.models import Post
from xieshang.members.states import PostKind
from xieshang.spine.action import action
from xieshang.spine.batch import current_batch, keep
from xieshang.spine.rule import Refused


def of_post(post: Post) -> dict[str, Any]:
    """What the ledger says of a post."""
    return {"post": PostKind(post.kind), "place": post.place.name if post.place else ""}


@action(rules.may_appoint, lock=False)
def appoint(post: Post, *, by: rules.By) -> Post:
    """Give a member a post; an empty `until_on` becomes the end of the membership.

    Refused where the member holds the same post in that time already (a batch does not ask).
    """
    post.until_on = post.until_on or post.member.until_on
    if current_batch() is None:
        _refuse_held(post)
    keep(post)
    events.POST_GIVEN.record(post, by, **of_post(post), on=post.from_on)
    return post


def _refuse_held(post: Post) -> None:
    same = Post.objects.filter(member=post.member, kind=post.kind, organ=post.organ, sector=post.sector)
    if same.overlapping(post.from_on, post.until_on).exists():
        raise Refused(_("%(name)s在这段时间已任%(post)s。") % {"name": post.member.name, "post": post})


@action(rules.may_relieve)
def relieve(post: Post, *, by: rules.By, on: date) -> Post:
    """End a post: `on` is the first day without it. Refused where it had ended by then or begins later."""
    if on <= post.from_on or (post.until_on is not None and on >= post.until_on):
        raise Refused(_("这一天不在任职时间之内，请核对日期。"), field="on")
    post.until_on = on
    keep(post)
    events.POST_ENDED.record(post, by, **of_post(post), on=on)
    return post
