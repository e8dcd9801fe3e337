"""How many of tenants' seats are signed in just now, with a phone that is there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from seatyard.db import db
from tenants.models import Seat

from ..models import SIGNED_OUT, SeatState
from ..seat_time.models import SeatRegistration


def in_use(tenant_ids: Sequence[int]) -> dict[int, int]:
    """By tenant. Of each seat the last word on its phone alone is read, by the table's key."""
    there = (
        select(SeatRegistration.marks)
        .where(SeatRegistration.tenant_id == Seat.tenant_id, SeatRegistration.seat_id == Seat.id)
        .order_by(SeatRegistration.at.desc())
        .limit(1)
        .correlate(Seat)
        .scalar_subquery()
    )
    says = and_(SeatState.tenant_id == Seat.tenant_id, SeatState.seat_id == Seat.id)
    query = (
        select(Seat.tenant_id, func.count())
        .outerjoin(SeatState, says)
        .where(
            Seat.tenant_id.in_(tenant_ids),
            Seat.active.is_(True),
            or_(SeatState.state.is_(None), SeatState.state != SIGNED_OUT),
            or_(Seat.phone.is_not(None), there != ""),
        )
        .group_by(Seat.tenant_id)
    )
    return dict(db.session.execute(query).tuples().all())
