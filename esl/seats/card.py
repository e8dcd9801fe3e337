"""All of one seat for whoever shows it: its telephones, what it may do and by which keys, its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import NotFound
from tenants.models import Seat, Tenant

from ..answers.features import codes, types
from . import listing, supervisions

KEYS: Mapping[str, tuple[str, ...]] = {
    types.SIGN_IN_OUT: (codes.READY, codes.SIGN_OUT),
    types.READY_BUSY: (codes.READY, codes.BUSY, codes.AFTER_CALL),
    types.HOLD: (),
    types.CALL_INSIDE: (),
    types.TRANSFER_INSIDE: (codes.TRANSFER, codes.CONSULT),
    types.BACK_TO_MENU: (codes.BACK_TO_MENU,),
    types.CALL_OUT: (codes.SHOW,),
    types.TRANSFER_CALLER: (codes.TRANSFER,),
    types.TRANSFER_OUT: (codes.TRANSFER, codes.CONSULT),
    types.THREE_WAY: (f"{codes.CONSULT} … 0",),
}
"""The functions of agreement 002 in its order, and what a seat presses or dials for each."""
EVERYBODYS: Mapping[str, tuple[str, ...]] = {"parking": (codes.PARK,), "pick_up": (codes.PICK_UP,)}
SUPERVISORS: Mapping[str, tuple[str, ...]] = {
    "supervision": (codes.LISTEN, codes.WHISPER, codes.BARGE, codes.TAKE_OVER, codes.HANG_UP)
}


@dataclass(frozen=True)
class Function:
    name: str
    """``transfer_inside``."""
    allowed: bool
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    seat: Seat
    state: listing.Entry | None
    """None while it is not on the switch."""
    functions: list[Function]
    supervisions: list[supervisions.Entry]
    """What it did in colleagues' talks as a supervisor, and what supervisors did in its own."""


def card(tenant: Tenant, number: str) -> Card:
    """NotFound when the tenant has no such seat."""
    seat = db.session.scalar(select(Seat).filter_by(tenant_id=tenant.id, number=number))
    if seat is None:
        raise NotFound("no such seat", where=number)
    can = types.functions(seat.type)
    functions = [Function(name, name in can, keys) for name, keys in KEYS.items()]
    functions += [Function(name, True, keys) for name, keys in EVERYBODYS.items()]
    functions += [Function(name, seat.supervisor, keys) for name, keys in SUPERVISORS.items()]
    return Card(
        seat,
        next((one for one in listing.of_tenant(tenant.name) if one.number == number), None),
        functions,
        [one for one in supervisions.listing(tenant.name) if number in (one.supervisor, one.target)],
    )
