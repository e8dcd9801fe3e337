"""Records into legs and conversations: the second step of metering, after durable intake.

A call's legs are posted one by one, late or twice, in any order, and fall into different batches. So a
batch gathers the calls that its records belong to, drops what an earlier fold made of them, and
makes it anew from all their records: any order and any batching gives the same rows, and folding
again changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, text, tuple_, update

from seatyard import clock
from seatyard.db import db, slices, transaction

from ..models import CdrRecord, Conversation, Leg
from ..voicemail import marks
from . import charged, parts, reached, states, wishes
from .complaints import Complaints
from .conversations import ConversationFacts, conversation_of
from .directory import directory_for
from .gathering import RECORD, Gathering, gather
from .legs import LegFacts
from .owners import Directory, owner_of
from .rows import conversation_row, leg_row

log = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Call:
    tenant_id: int
    facts: ConversationFacts
    legs: list[LegFacts]

    @property
    def key(self) -> tuple[int, str]:
        return self.tenant_id, self.facts.id


def fold_all(*, again: bool = False, progress: Callable[[int], object] = lambda _: None) -> int:
    """Fold until nothing is left; how many records were looked at.

    ``again`` asks the parked ones too: a domain or a number may have been given to a tenant since.
    """
    if again:
        parked = update(CdrRecord).where(CdrRecord.parked_at.is_not(None))
        with transaction():
            db.session.execute(parked.values(parked_at=None))
    total = 0
    while done := fold_batch():
        total += done
        progress(done)
    return total


def fold_batch(limit: int = BATCH) -> int:
    """Fold the oldest ``limit`` records, with all that belongs to them, and commit; how many came in.

    A call no leg of which names a tenant is parked: kept, reported, asked again when a linked record
    comes. Safe with any number of folders at once.
    """
    waiting = RECORD.where(CdrRecord.folded_at.is_(None), CdrRecord.parked_at.is_(None))
    with transaction():
        lock()
        records = db.session.connection().execute(waiting.order_by(CdrRecord.id).limit(limit)).all()
        if not records:
            return 0
        found = gather(records)
        _fold(found)
    log.info("%d call records folded", len(found.fresh))
    return len(found.fresh)


def lock() -> None:
    """Keep other folders away until this transaction ends; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": parts.FOLDING})


def _fold(found: Gathering) -> None:
    directory, complaints = directory_for(found.legs), Complaints(found.fresh)
    before = _forget(found)
    for cdr_id, reason in found.unfoldable.items():
        complaints.unreadable(cdr_id, *found.records[cdr_id], reason)
    talks, codes = found.talks_and_codes()
    calls = list(_once(_calls(talks, directory, complaints), complaints))
    _store(calls, directory)
    of_calls = [(call.tenant_id, call.facts, leg) for call in calls for leg in call.legs]
    charged.tell(before, set(charged.folded(of_calls)))
    told = [(tenant_id, leg) for tenant_id, _, leg in of_calls]
    reached.keep(of_calls)
    states.keep(told)
    states.keep([(leg.claims.tenant_id, leg) for leg in codes if leg.claims.tenant_id is not None])
    wishes.keep(told)
    marks.keep(told)
    complaints.settled([leg for call in calls for leg in call.legs])
    folded = {leg.cdr_id for call in calls for leg in call.legs} | {leg.cdr_id for leg in codes}
    _mark(folded, found.records.keys() - folded)


def _calls(talks: Iterable[list[LegFacts]], directory: Directory, complaints: Complaints) -> Iterator[Call]:
    for legs in talks:
        owner = owner_of(legs, directory)
        complaints.doubtful(legs, owner.tenant_id)
        if owner.tenant_id is None:
            complaints.without_tenant(legs, owner)
        else:
            complaints.disputed(legs, owner)
            yield Call(owner.tenant_id, conversation_of(legs, owner.tenant_id, directory), legs)


def _once(calls: Iterable[Call], complaints: Complaints) -> Iterator[Call]:
    """Without those that another node has brought already: a folder swept under a wrong node's name."""
    calls = list(calls)
    taken: dict[tuple[int, str], int] = {}
    query = select(Conversation.tenant_id, Conversation.id, Conversation.node_id)
    for some in slices(calls):
        named = tuple_(Conversation.tenant_id, Conversation.id).in_([call.key for call in some])
        then = parts.within(Conversation, [call.facts.started for call in some])
        rows = db.session.connection().execute(query.where(named, then))
        taken |= {(row.tenant_id, row.id): row.node_id for row in rows}
    for call in calls:
        other = taken.setdefault(call.key, call.facts.node_id)
        if other == call.facts.node_id:
            yield call
        else:
            complaints.on_two_nodes(call.legs, call.tenant_id, other)


def _forget(found: Gathering) -> set[charged.Crossing]:
    """Drop what an earlier fold made of these channels; what of it may have been charged."""
    if not found.folded:
        return set()
    connection, calls = db.session.connection(), set[tuple[int, str]]()
    then = [leg.started for leg in found.legs]
    of_legs, of_calls = parts.within(Leg, then), parts.within(Conversation, then)
    for some in slices(found.folded):
        named = tuple_(Leg.node_id, Leg.uuid).in_(some)
        rows = connection.execute(select(Leg.tenant_id, Leg.conversation_id).where(named, of_legs).distinct())
        calls |= {(row.tenant_id, row.conversation_id) for row in rows}
    dropped = set(charged.stored(calls, of_legs, of_calls))
    for some_calls in slices(calls):
        theirs = tuple_(Leg.tenant_id, Leg.conversation_id).in_(some_calls)
        connection.execute(delete(Leg).where(theirs, of_legs))
        named = tuple_(Conversation.tenant_id, Conversation.id).in_(some_calls)
        connection.execute(delete(Conversation).where(named, of_calls))
    return dropped


def _store(calls: Sequence[Call], directory: Directory) -> None:
    if not calls:
        return
    connection = db.session.connection()
    connection.execute(insert(Conversation), [conversation_row(call.facts, call.tenant_id) for call in calls])
    legs = [(leg, call) for call in calls for leg in call.legs]
    rows = [leg_row(leg, call.tenant_id, call.facts, directory) for leg, call in legs]
    connection.execute(insert(Leg), rows)


def _mark(folded: Collection[int], parked: Collection[int]) -> None:
    connection, at = db.session.connection(), clock.now()
    for some in slices(folded):
        done = update(CdrRecord).where(CdrRecord.id.in_(some))
        connection.execute(done.values(folded_at=at, parked_at=None))
    for some in slices(parked):
        waits = update(CdrRecord).where(CdrRecord.id.in_(some), CdrRecord.parked_at.is_(None))
        connection.execute(waits.values(folded_at=None, parked_at=at))
