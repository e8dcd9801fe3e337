"""A seat's tenures, begun and ended: at once, or at a moment to come, when ``tenures.turn`` tells the switch.

Each function changes one seat, whose tenures are in order of time.
"""

from __future__ import annotations

from datetime import datetime

from seatyard import clock

from ..models import Seat, SeatTenure


def last_type(seat: Seat) -> str:
    """The type that it has, or will have once what was asked for takes effect."""
    return seat.tenures[-1].type if seat.tenures else seat.type


def has_not_begun(seat: Seat) -> bool:
    """Whether its last tenure, at this type, is still to begin."""
    return bool(seat.tenures) and seat.tenures[-1].starts_at > clock.now()


def is_new(seat: Seat) -> bool:
    """Whether it is still to begin, and does not follow on a tenure of another type."""
    follows = len(seat.tenures) > 1 and seat.tenures[-2].ends_at == seat.tenures[-1].starts_at
    return has_not_begun(seat) and not follows


def is_to_end(seat: Seat) -> bool:
    """Whether it was released with effect from a moment to come."""
    ends = seat.tenures[-1].ends_at if seat.tenures else None
    return ends is not None and ends > clock.now()


def add(seat: Seat, type: str, at: datetime) -> None:
    """Lease it again from a moment to come."""
    before = seat.tenures[-1] if seat.tenures else None
    if before is not None and before.ends_at is not None and before.ends_at > at:
        before.ends_at = at
    seat.tenures.append(SeatTenure(type=type, starts_at=at))


def add_at_once(seat: Seat, type: str, at: datetime) -> None:
    add(seat, type, at)
    seat.active, seat.off_since, seat.type = True, None, type


def keep(seat: Seat) -> None:
    """Take a release back that has not taken effect."""
    seat.tenures[-1].ends_at = None


def retype(seat: Seat, type: str, at: datetime) -> None:
    """Change its type from a moment on."""
    seat.tenures[-1].ends_at = at
    seat.tenures.append(SeatTenure(type=type, starts_at=at))


def retype_at_once(seat: Seat, type: str) -> None:
    if seat.tenures:
        retype(seat, type, clock.now())
    seat.type = type


def retype_unbegun(seat: Seat, type: str) -> None:
    """Change the type of what has not begun; back to the one before, nothing begins."""
    *before, last = seat.tenures
    if before and before[-1].type == type and before[-1].ends_at == last.starts_at:
        seat.tenures.remove(last)
        before[-1].ends_at = None
    else:
        last.type = type
    if not before:
        seat.type = type


def end(seat: Seat, at: datetime) -> None:
    """Release it from a moment on; what would only begin after it does not begin."""
    while seat.tenures and seat.tenures[-1].starts_at >= at:
        seat.tenures.remove(seat.tenures[-1])
    if seat.tenures:
        seat.tenures[-1].ends_at = at


def end_at_once(seat: Seat) -> None:
    seat.active, seat.off_since = False, None
    end(seat, clock.now())
    _leave_queues(seat)


def withdraw(seat: Seat) -> None:
    """Release what has not begun: as if nobody had asked for it."""
    seat.tenures.remove(seat.tenures[-1])
    if not (seat.held and is_to_end(seat)):
        seat.active, seat.off_since = False, None
        _leave_queues(seat)


def _leave_queues(seat: Seat) -> None:
    """From both ends: what else the file changes of the queue finds it gone."""
    for tier in list(seat.tiers):
        tier.queue.tiers.remove(tier)
        seat.tiers.remove(tier)
