"""Who can what: the skills of a tenant's seats, and the queues that ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from .models import Queue, Seat, Tenant
from .onboarding.skills import BEST, fits

LEVELS = tuple(range(BEST, 0, -1))


@dataclass
class Skill:
    name: str
    seats: dict[int, list[Seat]] = field(default_factory=lambda: {level: [] for level in LEVELS})
    """By level, the best first; each in order of numbers."""
    queues: list[Queue] = field(default_factory=list)
    """Those that ask for it."""

    @property
    def count(self) -> int:
        return sum(map(len, self.seats.values()))

    @property
    def unserved(self) -> list[str]:
        """Queues whose least level nobody has."""
        able = [seat.skills for seats in self.seats.values() for seat in seats]
        return [one.name for one in self.queues if not any(fits(one.skill, has) for has in able)]


def of_tenant(tenant: Tenant) -> list[Skill]:
    """All that a seat has or a queue asks for, by name."""
    found: dict[str, Skill] = {}
    query = select(Seat).filter_by(tenant_id=tenant.id).options(selectinload(Seat.tenures))
    for seat in db.session.scalars(query.order_by(Seat.number)):
        for name, level in seat.skills.items() if seat.leased else ():
            found.setdefault(name, Skill(name)).seats[level].append(seat)
    for queue in tenant.queues:
        if queue.skill:
            name = queue.skill["name"]
            found.setdefault(name, Skill(name)).queues.append(queue)
    return [found[name] for name in sorted(found)]


def names(tenant: Tenant) -> list[str]:
    """Skills to choose from."""
    of_seats = db.session.scalars(select(Seat.skills).filter_by(tenant_id=tenant.id))
    of_queues = {queue.skill["name"] for queue in tenant.queues if queue.skill}
    return sorted({name for skills in of_seats for name in skills} | of_queues)
