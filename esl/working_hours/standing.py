"""Whether it is open at a moment, until when, and when it opens next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..flows.opening import Opening

_FAR = 400
"""Days after which nobody asks: what goes on so long is always so."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """In UTC."""

    open: bool
    until: datetime | None
    """While open: when it closes; None where it never does."""
    opens: datetime | None
    """While closed: when it opens next; None where it never does."""


def standing(opening: Opening, at: datetime, zone: ZoneInfo) -> Standing:
    """As the switch decides it: by the wall clock of the zone. ``at`` is an aware moment."""
    local = at.astimezone(zone).replace(tzinfo=None)
    ahead = _stretches(opening, local.date())
    for begins, ends in ahead:
        if ends > local:
            if begins > local:
                return Standing(False, None, _utc(begins, zone))
            forever = ends - local > timedelta(days=_FAR - 2)
            return Standing(True, None if forever else _utc(ends, zone), None)
    return Standing(False, None, None)


def _stretches(opening: Opening, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Times on the wall clock from a day on, those that touch as one: over midnight, or all week."""
    held: tuple[datetime, datetime] | None = None
    for day in (first + number * _ONE_DAY for number in range(_FAR)):
        for starts, ends in opening.windows(day):
            midnight = datetime.combine(day, time())
            begins, over = midnight + timedelta(seconds=starts), midnight + timedelta(seconds=ends)
            if held is not None and begins <= held[1]:
                held = (held[0], max(held[1], over))
                continue
            if held is not None:
                yield held
            held = (begins, over)
    if held is not None:
        yield held


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
