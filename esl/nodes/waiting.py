"""What waits to be done for a tenant goes with it to its new home."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, tuple_, update

from seatyard.db import db, insert

from ..dialling.models import ASKED as TO_DIAL
from ..dialling.models import DialRequest
from ..queues.models import WAITING, CallBack
from ..seat_time.models import SeatRegistration
from ..seat_time.registrations import LISTED
from ..testing.models import ASKED as TO_TEST
from ..testing.models import TestCall


def take_along(tenant_id: int, old: int, new: int) -> None:
    """Callers to be called back, and calls asked for that no worker has taken, in the caller's transaction.

    Who is being called now stays with the node that calls.
    """
    for model, state in ((CallBack, WAITING), (DialRequest, TO_DIAL), (TestCall, TO_TEST)):
        rows = update(model).filter_by(tenant_id=tenant_id, node_id=old, state=state)
        db.session.execute(rows.values(node_id=new))


def sign_out(tenant_id: int, at: datetime) -> None:
    """Its phones are registered at its home no more, until they are at the new one; likewise."""
    row = SeatRegistration
    last = select(row.seat_id, func.max(row.at)).where(row.tenant_id == tenant_id).group_by(row.seat_id)
    here = select(row.seat_id).where(
        row.tenant_id == tenant_id, row.marks != "", tuple_(row.seat_id, row.at).in_(last)
    )
    gone = [
        {"tenant_id": tenant_id, "seat_id": seat_id, "at": at, "marks": "", "source": LISTED}
        for seat_id in db.session.scalars(here)
    ]
    if gone:
        db.session.execute(insert(SeatRegistration).on_conflict_do_nothing(), gone)
