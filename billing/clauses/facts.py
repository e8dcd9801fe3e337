"""What happened, as the clauses see it. The database and a case file both end up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .spans import FOREVER, Span

INBOUND, OUTBOUND = "inbound", "outbound"
PROVIDER = "provider"
CAUSES = (PROVIDER, "planned", "force_majeure", "tenant", "terminal", "third_party")
"""Of an outage. Only the provider's own count as faults."""


@dataclass(frozen=True, slots=True)
class SeatInterval:
    """A seat leased at one type from one instant to another."""

    id: str
    """Of this interval: what a line's evidence names."""
    seat: str
    """Of the seat, the same for all its intervals."""
    type: str
    starts: datetime
    ends: datetime | None
    """None while it is leased."""

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends or FOREVER)


@dataclass(frozen=True, slots=True)
class Call:
    """An answered conversation with the outside, by the leg that the tenant pays for."""

    id: str
    direction: str
    """``inbound`` or ``outbound``, from the tenant's view."""
    dialled: str
    """The number that was dialled, in E.164 where it is a public one."""
    starts: datetime
    billusec: int
    """Talk time in microseconds."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which seats could not work."""

    id: str
    starts: datetime
    ends: datetime | None
    """None while it lasts."""
    cause: str
    """One of ``CAUSES``."""
    seats: frozenset[str] | None = None
    """The seats that it befell; None is all of them."""

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends or FOREVER)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the clauses of a contract may ask about."""

    seats: tuple[SeatInterval, ...] = ()
    calls: tuple[Call, ...] = ()
    outages: tuple[Outage, ...] = ()
