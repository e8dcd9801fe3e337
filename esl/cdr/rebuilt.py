"""A record that no node sent: made of what was heard of a call, until the switch's own comes after all."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from seatyard import clock
from seatyard.db import db

from ..calls.fold import lock
from ..models import CdrRecord, Conversation, Leg

log = logging.getLogger(__name__)

REBUILT = "rebuilt"
"""How such a record came (``CdrRecord.via``)."""
CAUSE = "REBUILT"
"""Its hang-up cause: nobody heard the real one."""


def replace(node_id: int, uuid: str, leg: str, **kept: Any) -> bool:
    """Put the switch's own record (``body``, ``sha256``, ``via``) in the place of a rebuilt one.

    Whether there was one. In the caller's transaction. What was folded of the call is dropped, and its
    records are folded anew.
    """
    lock()
    mine = select(CdrRecord.id).filter_by(node_id=node_id, uuid=uuid, leg=leg, via=REBUILT)
    cdr_id = db.session.scalar(mine)
    if cdr_id is None:
        return False
    calls = db.session.execute(select(Leg.tenant_id, Leg.conversation_id).filter_by(cdr_id=cdr_id)).tuples()
    for call in calls.all():
        same = tuple_(Leg.tenant_id, Leg.conversation_id).in_([call])
        again = update(CdrRecord).where(CdrRecord.id.in_(select(Leg.cdr_id).where(same)))
        db.session.execute(again.values(folded_at=None), execution_options={"synchronize_session": False})
        db.session.execute(delete(Leg).where(same))
        db.session.execute(delete(Conversation).filter_by(tenant_id=call[0], id=call[1]))
    fresh = {"received_at": clock.now(), "folded_at": None, "parked_at": None, **kept}
    db.session.execute(update(CdrRecord).where(CdrRecord.id == cdr_id).values(**fresh))
    log.warning("node %d: the record of %s came after it had been rebuilt: it takes its place", node_id, uuid)
    return True
