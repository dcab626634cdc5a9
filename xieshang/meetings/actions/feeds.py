"""The address of a person's calendar."""

from hashlib import sha256
from secrets import token_urlsafe

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Feed
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep


def digest_of(token: str) -> str:
    """What is kept of the secret part of a feed's address."""
    return sha256(token.encode()).hexdigest()


@action(rules.may_open_feed)
def open_feed(person: Person, *, by: Person) -> str:
    """Open a calendar feed and return the secret part of its address, which is shown once and kept nowhere.

    An address that was open before is revoked.
    """
    if (standing := queries.feed_of(person)) is not None:
        standing.revoked_at = clock.now()
        keep(standing)
    token = token_urlsafe(32)
    events.FEED_OPENED.record(keep(Feed(person=person, digest=digest_of(token))), by)
    return token


@action(rules.may_revoke_feed)
def revoke_feed(feed: Feed, *, by: Person) -> Feed:
    """Give an address up: from now on it opens nothing."""
    feed.revoked_at = clock.now()
    events.FEED_REVOKED.record(feed, by)
    return keep(feed)
