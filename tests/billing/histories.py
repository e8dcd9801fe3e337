"""A tenant's spring 2026 as it happened, each thing with the month in which it is told.

A twin on the same node lives the same, and is invoiced only once everything is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from sqlalchemy import update

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.invoices import late_calls, service
from billing.recorded import service as recorded
from esl.calls.charged import Crossing
from esl.models import Conversation, Outage
from esl.outages import classes, rows
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import SeatTenure
from tests.factories import OutageFactory, SeatFactory, SeatTenureFactory, UserFactory

from .booked import pay
from .cases import SHANGHAI, at
from .month import Leased, leased

FIRST, LAST, SETTLED = 3, 6, 7
"""Things happen from March to June; what is told in July is on July's invoice."""


class Move(Protocol):
    def tell(self, world: World, month: int) -> None:
        """What becomes known in this month (``world.now`` is past its last midnight)."""


@dataclass
class World:
    """Both tenants, and which of their rows each move has made."""

    acme: Leased
    twin: Leased
    now: datetime = field(default_factory=lambda: at("03-01"))
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Of ``acme`` and of its twin, the same call."""

    @property
    def both(self) -> tuple[Leased, Leased]:
        return self.acme, self.twin


@dataclass
class Call:
    month: int
    began: timedelta
    """After the month's first midnight."""
    seconds: int
    direction: str
    told: int
    again: tuple[int, int] | None
    """The month in which it turns out to have lasted so many seconds."""
    _ids: tuple[str, str] = ("", "")

    def tell(self, world: World, month: int) -> None:
        if month == self.told:
            begins = at(f"0{self.month}-01") + self.began
            told = f"{begins.astimezone(SHANGHAI):%m-%dT%H:%M}"
            mine, twins = (one.call(told, self.seconds, direction=self.direction) for one in world.both)
            self._ids = mine, twins
            world.calls.append(self._ids)
            self._changed(world, self.seconds)
        elif self.again is not None and month == self.again[0] and self._ids[0]:
            billusec = self.again[1] * 1_000_000
            both = update(Conversation).where(Conversation.id.in_(self._ids))
            db.session.execute(both.values(billusec=billusec))
            self._changed(world, self.again[1])

    def _changed(self, world: World, seconds: int) -> None:
        """As the folding of call records tells it."""
        begins = at(f"0{self.month}-01") + self.began
        row = (self._ids[0], begins, self._ids[0], self.direction, "", begins, seconds * 1_000_000)
        late_calls.late([Crossing(world.acme.tenant.id, *row)])


@dataclass
class Fault:
    month: int
    began: timedelta
    hours: int
    told: int
    said: tuple[int, str] | None
    """The month in which somebody says what it was."""
    _id: int = 0

    def tell(self, world: World, month: int) -> None:
        begins = at(f"0{self.month}-01") + self.began
        ends = begins + timedelta(hours=self.hours)
        if month == self.told:
            known = ends if ends <= world.now else None
            self._id = OutageFactory(node=world.acme.node, starts_at=begins, ends_at=known).id
            rows.tell(db.session.get_one(Outage, self._id))
        elif self._id and (outage := db.session.get_one(Outage, self._id)).ends_at is None:
            outage.ends_at = ends
            rows.tell(outage)
        if self._id and self.said is not None and month == self.said[0]:
            db.session.commit()
            with suppress(Conflict):  # it goes on
                classes.classify(self._id, self.said[1], reason="asked", by="ann")


@dataclass
class Lease:
    month: int
    day: int
    released: tuple[int, int] | None
    """Month and day, after it began."""
    _ids: list[int] = field(default_factory=list)

    def tell(self, world: World, month: int) -> None:
        if month == self.month:
            for one in world.both:
                seat = SeatFactory(tenant=one.tenant, type="standard")
                begins = at(f"0{self.month}-{self.day:02}")
                self._ids.append(SeatTenureFactory(seat=seat, starts_at=begins).id)
        if self.released is not None and month == self.released[0]:
            ends = at(f"0{self.released[0]}-{self.released[1]:02}")
            db.session.execute(update(SeatTenure).where(SeatTenure.id.in_(self._ids)).values(ends_at=ends))


@dataclass
class Payment:
    month: int
    day: int
    cents: int
    told: int
    withdrawn: int | None
    refunded: int | None
    _name: str = ""

    def tell(self, world: World, month: int) -> None:
        if month == self.told:
            self._name = pay(self.cents / 100, f"2026-0{self.month}-{self.day:02}")
        elif self._name and month == self.refunded:
            entry = {"at": f"2026-0{month}-28", "amount": "0.50", "of": self._name, "reason": "too much"}
            with suppress(InvalidInput, NotFound, Conflict):  # it was withdrawn, or has paid a bill
                recorded.add("acme", {"facts": {"refunds": [entry]}}, by="ann", again=True)
        elif self._name and month == self.withdrawn:
            with suppress(Conflict, InvalidInput):  # it is paid back in part
                recorded.withdraw(self._name, reason="not ours", by="ann")


@dataclass
class Note:
    """A credit of some of the month before's invoice."""

    month: int
    cents: int

    def tell(self, world: World, month: int) -> None:
        if month == self.month:
            (number,) = [one.number for one in service.invoices(period=f"2026-0{month - 1}")]
            with suppress(Conflict, InvalidInput):
                credits.give(number, Asked(amount=Decimal(self.cents) / 100), reason="goodwill", by="fin")


def play(moves: Sequence[Move], overrides: dict[str, object], close: Callable[[World, int], None]) -> World:
    """Tell what each month brings, and close it."""
    UserFactory(login="fin", role="finance")
    acme = leased(1, overrides=overrides)
    world = World(acme, leased(1, name="twin", node=acme.node, overrides=overrides))
    for month in range(FIRST, SETTLED + 1):
        world.now = at(f"0{month + 1}-01") + timedelta(minutes=30)
        with clock.frozen(world.now):
            for move in moves:
                move.tell(world, month)
                db.session.commit()
        with clock.frozen(world.now + timedelta(hours=2)):
            close(world, month)
    return world
