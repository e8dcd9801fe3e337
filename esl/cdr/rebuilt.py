"""A record that no node sent: made of what was heard of a call, until the switch's own comes after all."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from seatyard import clock
from seatyard.db import db

from ..call_sums.marking import changed
from ..calls.fold import lock
from ..calls.legs import LegFacts, Unfoldable, leg_of
from ..models import CdrRecord, Conversation, Leg
from .body import parse
from .errors import NotJson
from .via import REBUILT

log = logging.getLogger(__name__)

CAUSE = "REBUILT"
"""Its hang-up cause where nobody heard the real one."""
BY, LACKS = "seatyard_rebuilt", "seatyard_rebuilt_without"
"""Its own variables: of what and by whom it was made, and what nobody had heard."""

JOINED, SECOND = "joined", 1_000_000
"""No event tells the joining of a queue more exactly than to the second: so much is no difference."""
UNASKED = ("cdr_id", "doubts", JOINED)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was rebuilt and has its own record now."""

    tenant_id: int | None
    differs: dict[str, list[str]]
    """What of the leg comes out otherwise: rebuilt, recorded."""


def replace(node_id: int, uuid: str, leg: str, **kept: Any) -> Replaced | None:
    """Put the switch's own record (``body``, ``sha256``, ``via``) in the place of a rebuilt one.

    None where there was none. In the caller's transaction. What was folded of the call is dropped, and its
    records are folded anew.
    """
    lock()
    rebuilt = select(CdrRecord).filter_by(node_id=node_id, uuid=uuid, leg=leg, via=REBUILT)
    was = db.session.scalars(rebuilt).one_or_none()
    if was is None:
        return None
    cdr_id, differs = was.id, dict(_differing(was, str(kept["body"])))
    calls = db.session.execute(select(Leg.tenant_id, Leg.conversation_id).filter_by(cdr_id=cdr_id)).tuples()
    tenant_id = None
    for call in calls.all():
        tenant_id = call[0]
        same = tuple_(Leg.tenant_id, Leg.conversation_id).in_([call])
        again = update(CdrRecord).where(CdrRecord.id.in_(select(Leg.cdr_id).where(same)))
        db.session.execute(again.values(folded_at=None), execution_options={"synchronize_session": False})
        gone = delete(Leg).where(same).returning(Leg.tenant_id, Leg.started_at)
        changed(db.session.execute(gone).tuples().all())
        db.session.execute(delete(Conversation).filter_by(tenant_id=call[0], id=call[1]))
    fresh = {"received_at": clock.now(), "folded_at": None, "parked_at": None, **kept}
    db.session.execute(update(CdrRecord).where(CdrRecord.id == cdr_id).values(**fresh))
    told = "node %d: the record of %s came after it had been rebuilt: it takes its place"
    log.warning(told, node_id, uuid, extra={"call_uuid": uuid})
    return Replaced(tenant_id, differs)


def _differing(was: CdrRecord, body: str) -> Iterable[tuple[str, list[str]]]:
    before, after = _leg(was, was.body), _leg(was, body)
    if before is None or after is None:
        if before is not after:
            yield (
                "record",
                ["cannot be metered" if leg is None else "can be metered" for leg in (before, after)],
            )
        return
    for name in (field.name for field in fields(LegFacts) if field.name not in UNASKED):
        pair = [getattr(before, name), getattr(after, name)]
        if pair[0] != pair[1]:
            yield name, [_shown(value) for value in pair]
    if abs(before.joined - after.joined) >= SECOND:
        yield JOINED, [str(before.joined), str(after.joined)]


def _leg(record: CdrRecord, body: str) -> LegFacts | None:
    try:
        return leg_of(record.id, record.node_id, record.uuid, record.leg, parse(body))
    except (Unfoldable, NotJson):
        return None


def _shown(value: Any) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
