"""What a seat's phone proves itself with: given anew, shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound

from .models import Seat, Tenant
from .onboarding.seats import a1_hash, make_password

MOST = 500
"""Seats at once: a hand-out sheet of as many codes."""


@dataclass(frozen=True)
class Renewed:
    generation: int
    """With which the switch knows the new passwords alone."""
    passwords: dict[str, str] = field(repr=False)
    """By the seat's number; kept nowhere."""


def renew(tenant: Tenant, numbers: Sequence[str]) -> Renewed:
    """A new password for each of these seats; the old ones open nothing from now on.

    NotFound names the first that is not leased; then none is changed.
    """
    wanted = sorted(set(numbers))
    if not 1 <= len(wanted) <= MOST:
        raise InvalidInput(f"{len(wanted)} seats", where="numbers", allowed=f"1 to {MOST}")
    locked = select(Tenant).filter_by(id=tenant.id).with_for_update()
    owner = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    query = select(Seat).where(Seat.tenant_id == owner.id, Seat.number.in_(wanted))
    seats = {seat.number: seat for seat in db.session.scalars(query) if seat.active or seat.leased}
    for number in wanted:
        if number not in seats:
            raise NotFound(f"no seat {number} of tenant {owner.name}", where="numbers")
    passwords = {number: make_password() for number in wanted}
    for number, password in passwords.items():
        seats[number].a1_hash = a1_hash(number, owner.domain, password)
        seats[number].renewed_with = owner.generation + 1
    owner.generation += 1
    renewed = Renewed(owner.generation, passwords)
    db.session.commit()
    return renewed
