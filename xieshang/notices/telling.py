"""Telling people: notices are written, channels are woken, open pages hear of it, all in one transaction."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from procrastinate.contrib.django import app

from xieshang.accounts.models import Person
from xieshang.notices.channels import CHANNELS
from xieshang.notices.models import Delivery, Notice, Said
from xieshang.notices.source import CHANNEL
from xieshang.notices.states import IN_APP_ALONE, Kind
from xieshang.notices.wording import everywhere, said
from xieshang.spine import clock
from xieshang.spine.event import facts_of
from xieshang.spine.models import Entry

CHUNK = 100


def tell(entry: Entry, kind: Kind, people: QuerySet[Person], *, link: str, **facts: Any) -> None:
    """Tell these people of an entry what it says and these facts, which go before, in every language.

    Nobody is told of what they did themselves.
    """
    post(notices_of(entry, kind, each_once(people), link=link, **facts))


def each_once(people: QuerySet[Person]) -> list[Person]:
    """People, each once, in the order in which they are told."""
    return list(people.distinct().order_by("pk"))


def notices_of(entry: Entry, kind: Kind, people: Iterable[Person], *, link: str, **facts: Any) -> list[Notice]:
    """The notices of `tell`, not written yet: for several entries that are told together."""
    others = [person for person in people if person.pk != entry.actor_id]
    words = words_of(kind, {**facts_of(entry), **facts}) if others else {}
    return [notice(entry, kind, person, link, words) for person in others]


def tell_each(entry: Entry, kind: Kind, told: Iterable[tuple[int | None, Mapping[str, Any]]], *, link: str) -> None:
    """Tell people of an entry, by their keys, each with facts of their own; likewise."""
    facts = dict(told)
    people = Person.objects.filter(pk__in=[key for key in facts if key], is_active=True).order_by("pk")
    others = [person for person in people if person.pk != entry.actor_id]
    post([notice(entry, kind, one, link, words_of(kind, facts[one.pk])) for one in others])


def words_of(kind: Kind, facts: Mapping[str, Any]) -> dict[str, Said]:
    """What a kind of notice says of these facts, in every language."""
    return everywhere(lambda: said(kind, **facts))


def notice(entry: Entry, kind: Kind, person: Person, link: str, words: Mapping[str, Said]) -> Notice:
    """A notice, not written yet, of an entry of some assembly; the words are given in every language."""
    cut = {language: (title[:300], body) for language, (title, body) in words.items()}
    title, body = cut.pop(person.language)
    return Notice(
        person=person,
        assembly_id=cast(int, entry.assembly_id),
        entry_id=entry.pk,
        kind=kind,
        title=title,
        body=body,
        translated=cut,
        link=link,
        created_at=clock.now(),
    )


def withdraw(notices: list[Notice], words: Promise, *, link: str) -> None:
    """Let notices ask for nothing any more: they say so, count as read, and lead to another page."""
    said = everywhere(lambda: str(words))
    for one in notices:
        one.body = said[one.person.language]
        one.translated = {language: (title, said[language]) for language, (title, _) in one.translated.items()}
        one.link, one.read_at = link, one.read_at or clock.now()
    Notice.objects.bulk_update(notices, ["body", "translated", "link", "read_at"])


def post(notices: list[Notice]) -> None:
    """Write notices of one kind in one statement, those that stand already excepted, and send them on their ways."""
    if not notices:
        return
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if notices[0].kind not in IN_APP_ALONE:
        _send_on(notices)
    stir({notice.person_id for notice in notices})


def _send_on(notices: list[Notice]) -> None:
    kind = notices[0].kind
    carrying = {way: channel for way, channel in CHANNELS.items() if channel.carries(kind)}
    ways = [(way, one) for one in notices for way, channel in carrying.items() if channel.reaches(one.person)]
    if not ways:
        return
    entries, people = {one.entry_id for _, one in ways}, {one.person_id for _, one in ways}
    standing = Notice.objects.filter(entry_id__in=entries, kind=kind, person__in=people, deliveries__isnull=True)
    keys = {(entry, person): key for entry, person, key in standing.values_list("entry_id", "person_id", "pk")}
    waiting = [(keys.get((one.entry_id, one.person_id)), way) for way, one in ways]
    made = Delivery.objects.bulk_create(Delivery(notice_id=key, way=way) for key, way in waiting if key)
    wake(delivery.pk for delivery in made)


def wake(delivery_ids: Iterable[int]) -> None:
    """Have the worker send these deliveries, once this transaction has been committed."""
    keys: list[Any] = list(delivery_ids)
    for start in range(0, len(keys), CHUNK):
        app.configure_task("notices.deliver").defer(delivery_ids=keys[start : start + CHUNK])


def stir(person_ids: Iterable[int]) -> None:
    """Let the open pages of these people count anew, once this transaction has been committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, id) FROM unnest(%s::text[]) id", [CHANNEL, [*map(str, person_ids)]])
