"""Where seats' phones were registered: rows of changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from seatyard.db import db, insert, slices
from tenants.models import Seat, Tenant

from ..models import Placement
from ..provisioning.desired import Phone
from .models import SeatRegistration
from .presence import Registered

HEARD, LISTED = "heard", "listed"

LONGEST_MARK, MOST_MARKS = 255, 16
"""A phone chooses its own Call-ID, and a seat's phones are few."""


@dataclass(frozen=True)
class Noted:
    """The marks of a phone's registrations from a moment on; none: it was gone."""

    phone: Phone
    at: datetime
    marks: frozenset[str]
    source: str


def keep(node_id: int, noted: Iterable[Noted]) -> None:
    """Write what is about seats of the node's tenants, in the caller's transaction; again, it is the same."""
    seats, found = _seats(node_id, {one.phone for one in noted}), {}
    for one in noted:
        if one.phone in seats:
            tenant_id, seat_id = seats[one.phone]
            row = {"tenant_id": tenant_id, "seat_id": seat_id, "at": one.at}
            found[seat_id, one.at] = row | {"marks": _text(one.marks), "source": one.source}
    if found:
        made = insert(SeatRegistration)
        now = {"marks": made.excluded.marks, "source": made.excluded.source}
        upsert = made.on_conflict_do_update(index_elements=["tenant_id", "seat_id", "at"], set_=now)
        db.session.execute(upsert, list(found.values()))


def latest(node_id: int) -> dict[Phone, frozenset[str]]:
    """What is known last of each phone of the node's tenants that was ever there."""
    newer = aliased(SeatRegistration)
    same = (newer.tenant_id == SeatRegistration.tenant_id) & (newer.seat_id == SeatRegistration.seat_id)
    last = select(func.max(newer.at)).where(same).scalar_subquery()
    query = (
        select(Seat.number, Tenant.domain, SeatRegistration.marks)
        .join(Seat, Seat.id == SeatRegistration.seat_id)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .join(Placement, Placement.tenant_id == Seat.tenant_id)
        .where(Placement.node_id == node_id, SeatRegistration.at == last)
    )
    return {(number, domain): _marks(text) for number, domain, text in db.session.execute(query)}


def around(
    tenant_id: int, seat_ids: Collection[int], starts: datetime, ends: datetime
) -> dict[int, list[Registered]]:
    """The changes of seats from ``starts`` to ``ends``, both with, and the last one before, by seat id."""
    row = SeatRegistration
    found: dict[int, list[Registered]] = defaultdict(list)
    for some in slices(sorted(seat_ids)):
        mine = (row.tenant_id == tenant_id) & row.seat_id.in_(some)
        earlier = select(row.seat_id, func.max(row.at)).where(mine, row.at < starts).group_by(row.seat_id)
        first = select(row).where(mine, tuple_(row.seat_id, row.at).in_(earlier))
        within = select(row).where(mine, row.at >= starts, row.at <= ends)
        for query in (first, within):
            for one in db.session.scalars(query):
                found[one.seat_id].append(Registered(one.at, _marks(one.marks)))
    return found


def _seats(node_id: int, phones: Collection[Phone]) -> dict[Phone, tuple[int, int]]:
    """(Tenant's id, seat's id) of these phones, as far as they are seats of the node's tenants."""
    query = (
        select(Seat.number, Tenant.domain, Seat.tenant_id, Seat.id)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .join(Placement, Placement.tenant_id == Seat.tenant_id)
        .where(Placement.node_id == node_id)
    )
    found: dict[Phone, tuple[int, int]] = {}
    for some in slices(sorted({number for number, _ in phones})):
        for number, domain, tenant_id, seat_id in db.session.execute(query.where(Seat.number.in_(some))):
            found[number, domain] = tenant_id, seat_id
    return found


def _text(marks: frozenset[str]) -> str:
    tidy = {" ".join(mark.split()).replace("\0", "")[:LONGEST_MARK] or "?" for mark in marks}
    return "\n".join(sorted(tidy)[:MOST_MARKS])


def _marks(text: str) -> frozenset[str]:
    return frozenset(text.split("\n")) if text else frozenset()
