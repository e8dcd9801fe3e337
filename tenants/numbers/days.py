"""Numbers whose day has come: reservations and quarantines that end, portings that are done."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db, snapshot, transaction

from ..models import Number, Tenant
from . import service


def turn() -> int:
    """Move on what is due (see ``service.turn``), number by number; how many there were.

    Needs an application around it; several may call it at once.
    """
    due = Number.until <= service.today()
    with snapshot():
        numbers = list(db.session.scalars(select(Number.e164).where(due).order_by(Number.e164)))
    for e164 in numbers:
        with transaction():
            holder = select(Number.tenant_id).where(Number.e164 == e164).scalar_subquery()
            db.session.scalar(select(Tenant).where(Tenant.id == holder).with_for_update())
            query = select(Number).where(Number.e164 == e164, due).with_for_update()
            number = db.session.scalar(query.execution_options(populate_existing=True))
            if number is not None:
                service.turn(number)
    return len(numbers)
