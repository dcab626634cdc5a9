"""The change of term (换届): the next term is opened, and the one that ended is frozen under a seal."""

from datetime import date

from django.db import connection

from xieshang.members import events, queries, rules, sealing
from xieshang.members.actions.founding import form_sector, open_term
from xieshang.members.models import Assembly, Sector, Term
from xieshang.spine import clock, ledger
from xieshang.spine.action import action
from xieshang.spine.batch import keep, once


@action(rules.may_open_next)
def open_next_term(
    term: Term, *, by: rules.By, number: int, from_on: date, until_on: date | None = None, with_sectors: bool = True
) -> Term:
    """Open the term that follows; `with_sectors` sets the same sectors for it. Refused where the periods overlap."""
    fresh = open_term(
        Term(assembly=term.assembly, number=number, from_on=from_on, until_on=until_on),
        by=by,
    )
    for sector in queries.sectors_of(term) if with_sectors else ():
        form_sector(Sector(term=fresh, code=sector.code, name=sector.name, position=sector.position), by=by)
    return fresh


def stay_open(assembly: Assembly) -> None:
    """Let none of an assembly's terms be frozen until the transaction ends: whoever adds to one asks this first.

    The lock is shared: whoever adds waits for a freezing, and not for others who add.
    """
    once(_held_open, assembly.pk)


def _held_open(assembly: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM members_term WHERE assembly_id = %s ORDER BY id FOR SHARE", [assembly])


@action(rules.may_freeze_term)
def freeze_term(term: Term, *, by: rules.By) -> Term:
    """Put all that belongs to a term under one seal: from then on nothing is added to it.

    The sessions are locked with the term, so that nothing that is written into them at this moment is missed.
    """
    list(queries.sessions_of(term).select_for_update())
    until_tx = ledger.horizon()
    parts = sealing.parts_of(term, until_tx)
    term.frozen_at, term.seal = clock.now(), sealing.seal_of(parts)
    keep(term)
    events.TERM_FROZEN.record(term, by, number=term.number, seal=term.seal, until_tx=until_tx, parts=parts)
    return term
