"""What goes over each carrier: now, and since the operator's midnight, with what failed by its cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, func, select, type_coerce

from seatyard import clock
from seatyard.db import db

from ..models import INBOUND, Leg
from ..reconcile.models import LiveChannel

CAUSES = 5
"""Causes that are told of a carrier; of more, those that were most."""


@dataclass(slots=True)
class Traffic:
    now: int = 0
    """Channels of it that are answered and not hung up."""
    inbound: int = 0
    """Its legs today, by direction from the switch's view."""
    outbound: int = 0
    answered: int = 0
    """Of both."""
    failed: dict[str, int] = field(default_factory=dict)
    """By the switch's cause: outbound ones that nobody answered, the commonest first."""

    @property
    def failures(self) -> int:
        return sum(self.failed.values())

    @property
    def commonest(self) -> list[tuple[str, int]]:
        return list(self.failed.items())[:CAUSES]


def midnight(zone: str) -> datetime:
    """Of the local day that it is."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    return datetime.combine(today, time.min, ZoneInfo(zone))


def traffic(names: Collection[str], since: datetime) -> dict[str, Traffic]:
    """By carrier, in two statements: the legs since then through their own index, and the live channels."""
    found = {name: Traffic() for name in names}
    query = (
        select(Leg.carrier, Leg.direction, Leg.cause, func.count(), func.count(Leg.answered_at))
        .where(
            Leg.carrier.is_not(None),
            Leg.carrier.in_(names),
            Leg.started_at >= since,
            Leg.started_at < since + timedelta(days=2),
        )
        .group_by(Leg.carrier, Leg.direction, Leg.cause)
        .order_by(func.count().desc(), Leg.cause)
    )
    for carrier, direction, cause, legs, answered in db.session.execute(query):
        one = found[carrier or ""]
        one.answered += answered
        if direction == INBOUND:
            one.inbound += legs
            continue
        one.outbound += legs
        if legs > answered:
            one.failed[cause] = one.failed.get(cause, 0) + legs - answered
    for name, channels in _live().items():
        if name in found:
            found[name].now = channels
    return found


def _live() -> dict[str, int]:
    told = type_coerce(LiveChannel.told, JSON)["variables"]
    name = func.coalesce(told["seatyard_carrier"].as_string(), told["sip_gateway_name"].as_string())
    query = select(name, func.count()).where(name.is_not(None)).group_by(name)
    return dict(db.session.execute(query).tuples().all())
