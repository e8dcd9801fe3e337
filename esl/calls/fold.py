"""Records into legs and conversations: the second step of metering, after durable intake.

A call's legs are posted one by one, late or twice, in any order, and fall into different batches. So a
batch gathers the calls that its records belong to, drops what an earlier fold made of them, and
makes it anew from all their records: any order and any batching gives the same rows, and folding
again changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, tuple_, update
from sqlalchemy.exc import InterfaceError, OperationalError

from seatyard import clock, traces
from seatyard.clock import from_epoch_us
from seatyard.db import db, slices, transaction

from ..call_sums.marking import changed
from ..dropping.boundary import sealed_until
from ..models import CdrRecord, Conversation, Leg
from ..voicemail import marks
from . import charged, parts, reached, states, wishes
from .complaints import Complaints
from .directory import directory_for
from .gathering import RECORD, Gathering, gather
from .made import Call, calls_of, once
from .months import within
from .owners import Directory
from .rows import conversation_row, leg_row

log = logging.getLogger(__name__)

BATCH = 500

Start = tuple[int, datetime]
"""Of a leg, a call's first one too: whose it is, and when it began."""


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
    comes. So is a record that folding fails on, which holds up no other. Safe with any number of folders at
    once. Raises what the database does when it is away.
    """
    tried: list[Any] = []
    try:
        return _fold_oldest(limit, tried)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if not tried:
            raise
        if len(tried) > 1:
            return fold_batch(len(tried) // 2)
        log.exception("call record %d cannot be folded", tried[0].id, extra={"call_uuid": tried[0].uuid})
        return _set_aside(tried[0], error)


def _fold_oldest(limit: int, tried: list[Any]) -> int:
    """``tried`` takes the records up, so that the caller knows them when it fails."""
    waiting = RECORD.where(CdrRecord.folded_at.is_(None), CdrRecord.parked_at.is_(None))
    with transaction():
        lock()
        tried += db.session.connection().execute(waiting.order_by(CdrRecord.id).limit(limit)).all()
        if not tried:
            return 0
        with traces.span("fold call records", records=len(tried)):
            found = gather(tried)
            _fold(found)
    log.info("%d call records folded", len(found.fresh))
    return len(found.fresh)


def _set_aside(record: Any, error: Exception) -> int:
    with transaction():
        lock()
        _mark((), [record.id])
        reason = f"folding failed ({type(error).__name__}), see the log"
        Complaints([record.id]).unreadable(record.id, record.node_id, record.uuid, reason)
    return 1


def lock() -> None:
    """Keep other folders away until this transaction ends; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": parts.FOLDING})


def _fold(found: Gathering) -> None:
    if (until := sealed_until()) is not None:
        found.leave_sealed(round(until.timestamp() * 1_000_000))
    directory, complaints = directory_for(found.legs), Complaints(found.fresh)
    before, gone = _forget(found)
    _drop(found.let_go())
    for cdr_id, reason in found.unfoldable.items():
        complaints.unreadable(cdr_id, *found.records[cdr_id], reason)
    talks, codes = found.talks_and_codes()
    calls = list(once(calls_of(talks, directory, complaints), complaints))
    _store(calls, directory)
    made = [(call.tenant_id, from_epoch_us(leg.started)) for call in calls for leg in call.legs]
    changed([*gone, *((tenant_id, at) for tenant_id, at in made if at)])
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


def _forget(found: Gathering) -> tuple[set[charged.Crossing], set[Start]]:
    """Drop what an earlier fold made of these channels; what of it may have been charged, and when it was."""
    if not found.folded:
        return set(), set()
    connection, calls = db.session.connection(), set[tuple[int, str]]()
    then = [leg.started for leg in found.legs]
    of_legs, of_calls = within(Leg, then), within(Conversation, then)
    for some in slices(found.folded):
        named = tuple_(Leg.node_id, Leg.uuid).in_(some)
        rows = connection.execute(select(Leg.tenant_id, Leg.conversation_id).where(named, of_legs).distinct())
        calls |= {(row.tenant_id, row.conversation_id) for row in rows}
    dropped, gone = set(charged.stored(calls, of_legs, of_calls)), set[Start]()
    for some_calls in slices(calls):
        theirs = tuple_(Leg.tenant_id, Leg.conversation_id).in_(some_calls)
        legs = delete(Leg).where(theirs, of_legs).returning(Leg.tenant_id, Leg.started_at)
        gone.update(connection.execute(legs).tuples())
        named = tuple_(Conversation.tenant_id, Conversation.id).in_(some_calls)
        connection.execute(delete(Conversation).where(named, of_calls))
    return dropped, gone


def _drop(rebuilt: Collection[int]) -> None:
    for some in slices(rebuilt):
        db.session.connection().execute(delete(CdrRecord).where(CdrRecord.id.in_(some)))
        log.warning("rebuilt call records %s give way to the switch's own", some)


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
