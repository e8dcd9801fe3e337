"""When seats were signed in, and when nobody knows, from their time on the switch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from esl.seat_time import days, service
from seatyard import clock

from .clauses.seat_rent import SeatRent
from .engine import Agreement, SeatInterval, SignIn
from .engine.shares import Basis
from .engine.spans import Span

TO = "/"


@dataclass(frozen=True)
class SeatTime:
    signed_in: tuple[SignIn, ...] = ()
    unheard: tuple[SignIn, ...] = ()


def counted_by(agreement: Agreement) -> bool:
    """Whether a contract charges by the hour signed in at any time."""
    return any(
        isinstance(clause, SeatRent) and clause.basis is Basis.SEAT_HOUR
        for version in agreement.versions
        for clause in version.clauses
    )


def seat_time_of(tenant_id: int, seats: Iterable[SeatInterval], span: Span) -> SeatTime:
    """Of the part of ``span`` that has passed, each time at the type that the seat was leased at then."""
    until = min(span.ends, clock.now())
    if until <= span.starts:
        return SeatTime()
    leases: dict[str, list[SeatInterval]] = {}
    for lease in seats:
        leases.setdefault(lease.seat, []).append(lease)
    signed_in: list[SignIn] = []
    unheard: list[SignIn] = []
    for one in service.of_tenant(tenant_id, span.starts, until):
        of_seat = leases.get(str(one.seat.id), [])
        signed_in += _leased(days.signed_in(one.found), of_seat)
        unheard += _leased(days.unknown(one.found), of_seat)
    return SeatTime(tuple(signed_in), tuple(unheard))


def _leased(times: Iterable[tuple[datetime, datetime]], leases: Iterable[SeatInterval]) -> list[SignIn]:
    found = []
    for lease in leases:
        for starts, ends in times:
            if part := lease.span.common(Span(starts, ends)):
                found.append(SignIn(_id(lease.seat, part), lease.seat, lease.type, part.starts, part.ends))
    return found


def _id(seat: str, part: Span) -> str:
    """``17/2026-03-02T01:00:00+00:00/2026-03-02T09:30:00+00:00``: the seat's id, from, to."""
    return TO.join((seat, part.starts.isoformat(), part.ends.isoformat()))


def read(id: str) -> tuple[int, datetime, datetime] | None:
    """Such an id as the seat's id, from and to; None for another."""
    seat, _, span = id.partition(TO)
    starts, _, ends = span.partition(TO)
    try:
        return int(seat), datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    except ValueError:
        return None
