"""A tenant's queues as its admins work with them: as the latest file says, who leads there, and today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import NotFound
from seatyard.sentence import sentence
from tenants.leading import Leads, leads
from tenants.models import Tenant
from tenants.onboarding.queues import QueuesSection, filled
from tenants.onboarding.service import export
from tenants.onboarding.skills import seats_of

from ..board.day import read
from ..models import SIGNED_OUT
from ..reports.figures import Counts
from ..seats import listing

COMES, CHANGES, GOES = "add", "change", "remove"


@dataclass(frozen=True)
class Line:
    wanted: dict[str, Any]
    """As the tenant's latest file says it, whole; it may wait for its day."""
    leads: Leads
    levels: list[tuple[int, int]]
    """How many seats each level has."""
    there: int
    """Of its seats, those that are signed in now."""
    today: Counts
    """Since the tenant's midnight."""
    waits: str
    """``add``, ``change`` or ``remove``, where that waits for its day; empty otherwise."""

    @property
    def name(self) -> str:
        name: str = self.wanted["name"]
        return name


@dataclass(frozen=True)
class Desk:
    lines: list[Line]
    seats: dict[str, tuple[str, listing.Entry | None]]
    """By number: the name, and what it does now; None of one that is not on the switch."""


def of_tenant(tenant: Tenant) -> Desk:
    """All of its queues by name, also those that are to come or to go."""
    document = export(tenant.name)
    document["queues"] = [one | {"seats": seats_of(one, document)} for one in document["queues"]]
    there = {queue.name: queue for queue in tenant.queues}
    as_they_are = {queue["name"]: filled(queue) for queue in QueuesSection().as_they_are(tenant)}
    wanted = {queue["name"]: filled(queue) for queue in document["queues"]}
    waits = {change.subject: change.action for change in QueuesSection().changes(tenant, document)}
    states = listing.states_of(tenant, [seat for seat in tenant.seats if seat.active])
    names = {seat["number"]: (seat["name"], states.get(seat["number"])) for seat in document["seats"]}
    today = read(tenant.id, _midnight(tenant), ()).queues
    lead = leads(document)
    lines = [
        _line(
            said,
            lead.get(name, Leads()),
            states,
            today.get(there[name].id, Counts()) if name in there else Counts(),
            waits.get(f"queue {name}", ""),
        )
        for name, said in sorted((as_they_are | wanted).items())
    ]
    return Desk(lines, names)


def one(desk: Desk, name: str) -> Line:
    """NotFound where there is no such queue."""
    for line in desk.lines:
        if line.name == name:
            return line
    raise NotFound(sentence("no queue %(name)s", name=name))


def _line(
    said: dict[str, Any], leads: Leads, states: Mapping[str, listing.Entry], today: Counts, waits: str
) -> Line:
    numbers = [seat["number"] for seat in said["seats"]]
    there = sum(number in states and states[number].state != SIGNED_OUT for number in numbers)
    levels = sorted(Counter(seat["level"] for seat in said["seats"]).items())
    return Line(said, leads, levels, there, today, waits)


def _midnight(tenant: Tenant) -> datetime:
    zone = ZoneInfo(tenant.timezone)
    return datetime.combine(clock.now().astimezone(zone).date(), time(), zone)
