"""Phones that may not stay registered: of a seat that is off the switch, or of its old password.

FreeSWITCH asks for a password when a phone registers, and then not before it does so again: until then it
would ring. Nothing tells a phone that its registration has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import update

from seatyard.db import db, transaction
from tenants.models import Seat, Tenant

from . import actual
from .actual import Switch
from .desired import Phone

PROFILE = "internal"


def by_domain(registered: Iterable[Phone]) -> defaultdict[str, set[str]]:
    """The numbers as which phones are registered."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for number, domain in registered:
        numbers[domain].add(number)
    return numbers


def unwelcome(tenant: Tenant, registered: Collection[str]) -> frozenset[str]:
    """The tenant's seats whose registrations end with its generation.

    What a phone calls itself is its own: only seats that are known are ever named to the switch.
    """
    return frozenset(
        seat.number
        for seat in tenant.seats
        if seat.renewed_with is not None or (not seat.active and seat.number in registered)
    )


def end(switch: Switch, domain: str, numbers: Collection[str]) -> str:
    """End their registrations, all of a seat's phones; answers the first refusal, or nothing.

    To be called once the switch asks anew who may register. Raises SwitchError when the link is lost.
    """
    commands = [f"sofia profile {PROFILE} flush_inbound_reg {number}@{domain}" for number in sorted(numbers)]
    for command, reply in zip(commands, actual.together(switch, commands), strict=True):
        if not reply.accepted:
            return f"{command}: the switch answered {reply.text.strip() or 'nothing'!r}"
    return ""


def ended(tenant_id: int, generation: int) -> None:
    """Record that the phones which had the passwords before this generation are registered no more."""
    which = (Seat.tenant_id == tenant_id, Seat.renewed_with <= generation)
    with transaction():
        db.session.execute(update(Seat).where(*which).values(renewed_with=None))
