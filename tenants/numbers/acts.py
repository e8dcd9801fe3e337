"""What the operator's people do with a number of the pool, one at a time; each commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..models import Flow, Tenant
from . import pool, service
from .e164 import valid
from .states import ASSIGNED


def add(e164: str, carrier: str | None = None) -> None:
    """Put one number into the pool, free."""
    with transaction():
        pool.add(e164, carrier)


def reserve(e164: str, tenant: str, until: date | None = None) -> None:
    """Keep it for a tenant that there is."""
    with transaction():
        _tenant(tenant)
        service.reserve(valid(e164), tenant, until)


def assign(e164: str, tenant: str, flow: str) -> None:
    """Give it to a tenant and let it lead to one of its flows: the tenant's next generation has it.

    Conflict where the tenant may not have it, or has changes to come that do not know of it.
    """
    with transaction():
        owner = _tenant(tenant, locked=True)
        if owner.arrangement is not None:
            day = owner.arrangement.first_day
            raise Conflict(f"its numbers change on {day} by its file", where=f"tenant {tenant}")
        leads_to = db.session.scalar(select(Flow).filter_by(tenant_id=owner.id, name=flow))
        if leads_to is None:
            allowed = ", ".join(one.name for one in owner.flows)
            raise NotFound(f"no flow {flow}", where=f"tenant {tenant}", allowed=allowed)
        number = service.locked(valid(e164))
        service.take(number, owner)
        number.flow = leads_to
        owner.generation += 1


def give_back(e164: str, reason: str = "") -> None:
    """Take it from its tenant into quarantine: calls to it reach nobody once the node has the generation."""
    with transaction():
        number = service.locked(valid(e164))
        if number.state != ASSIGNED or number.tenant is None:
            raise Conflict(f"it is {number.state}", where=e164, allowed="a number that a tenant has")
        owner = _tenant(number.tenant.name, locked=True)
        if owner.arrangement is not None:
            day = owner.arrangement.first_day
            raise Conflict(f"its numbers change on {day} by its file", where=f"tenant {owner.name}")
        service.give_back(number, reason)
        owner.generation += 1


def release(e164: str, reason: str = "") -> None:
    """Free a reserved or quarantined number; let a ported one be there, or stay."""
    with transaction():
        service.release(valid(e164), reason)


def quarantine(e164: str, until: date | None = None, reason: str = "") -> None:
    """Keep it from everybody until a day, by default as long as one that is given back."""
    with transaction():
        service.quarantine(valid(e164), until or service.quarantined_until(), reason)


def remove(e164: str, reason: str = "") -> None:
    """Take it out of the pool."""
    with transaction():
        service.remove(valid(e164), reason)


PLAIN: dict[str, Callable[[str, str], None]] = {"release": release, "remove": remove, "give-back": give_back}
"""Those that ask for nothing but a reason."""


def _tenant(name: str, locked: bool = False) -> Tenant:
    query = select(Tenant).filter_by(name=name)
    found = db.session.scalar(query.with_for_update() if locked else query)
    if found is None:
        raise NotFound(f"no tenant {name}", where="tenant")
    if found.deleted_at is not None:
        raise InvalidInput("its data is deleted", where=f"tenant {name}")
    return found
