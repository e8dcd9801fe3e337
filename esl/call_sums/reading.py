"""What calls come to: of the days that are kept by their sums, of all others counted now. Always the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from seatyard.db import db

from ..dropping.boundary import settled_days
from ..reports import rung as rings
from ..reports.counting import NUMBER, Which, judged_until
from ..reports.figures import NAMES, Counts
from ..reports.periods import HOUR as BY_HOUR
from ..reports.periods import Period, label
from ..reports.rung import Rung
from ..reports.words import Words
from . import days
from .days import DAY, HOUR, PLACE, together
from .models import CallDay, CallSum, SeatCallSum


def total(which: Which) -> Counts:
    return sum((one for _, one in _by_queue(which)), Counts())


def by_piece(which: Which, cut: str) -> dict[str, Counts]:
    """Of the period's hours, days, weeks or months, all of them, in order."""
    hourly = cut == BY_HOUR
    kept, rest = _parts(which)
    found = [
        (label(day, int(hour or 0), cut), one)
        for day, hour, one in _kept(which, kept, HOUR if hourly else DAY, CallSum.day, CallSum.key)
    ]
    for part in rest:
        counted = days.by_time(part, HOUR if hourly else DAY).items()
        found += [(label(day, int(hour or 0), cut), one) for (day, hour, _), one in counted]
    return dict.fromkeys(which.period.labels(cut), Counts()) | together(found)


def by_hour_of_day(which: Which) -> dict[int, Counts]:
    """Of all days together, by the local clock's hours 0 to 23."""
    kept, rest = _parts(which)
    found = [(int(hour), one) for hour, one in _kept(which, kept, HOUR, CallSum.key)]
    for part in rest:
        found += [(int(hour), one) for (_, hour, _), one in days.by_time(part, HOUR).items()]
    return dict.fromkeys(range(24), Counts()) | together(found)


def by_queue(which: Which) -> dict[int | None, Counts]:
    return together((queue or None, one) for queue, one in _by_queue(which))


def by_number(which: Which) -> dict[str | None, Counts]:
    """By the number that was called."""
    kept, rest = _parts(which)
    found = list(_kept(which, kept, NUMBER, CallSum.key))
    for part in rest:
        found += [(number, one) for (number, _), one in days.by_number(part).items()]
    return together((number or None, one) for number, one in found)


def by_place(which: Which) -> dict[Words, Counts]:
    """By where the callers' numbers belong."""
    kept, rest = _parts(which)
    found = [(Words(*key.split("|")), one) for key, one in _kept(which, kept, PLACE, CallSum.key)]
    for part in rest:
        found += days.by_place(part).items()
    return together(found)


def rung(tenant_id: int, period: Period) -> dict[int, Rung]:
    """By seat's id."""
    kept, rest = _parts(Which(tenant_id, period))
    found = _rung_kept(tenant_id, kept)
    for part in rest:
        for seat, one in rings.counted(tenant_id, part.period).items():
            found[seat] = found.get(seat, Rung()) + one
    return found


def kept_days(which: Which) -> set[date]:
    """The days of the period whose sums are as the calls are now."""
    row, period = CallDay, which.period
    settled = judged_until(period.zone).astimezone(period.zone).date()
    query = select(row.day).where(
        row.tenant_id == which.tenant_id,
        row.day.between(period.first, period.last),
        row.kept_version == row.version,
        or_(row.basis == days.basis(period.zone), row.day <= (settled_days() or date.min)),
        or_(row.judged, row.day >= settled),
    )
    return set(db.session.scalars(query))


def _by_queue(which: Which) -> Iterator[tuple[int, Counts]]:
    kept, rest = _parts(which)
    yield from _kept(which, kept, DAY, CallSum.queue_id)
    for part in rest:
        yield from ((queue, one) for (_, _, queue), one in days.by_time(part, DAY).items())


def _parts(which: Which) -> tuple[set[date], list[Which]]:
    """Days that are kept, and each stretch of those that are not."""
    kept, period = kept_days(which), which.period
    rest: list[Period] = []
    for day in (period.first + timedelta(days=at) for at in range(period.days)):
        if day in kept:
            continue
        if rest and rest[-1].last + timedelta(days=1) == day:
            rest[-1] = replace(rest[-1], last=day)
        else:
            rest.append(Period(day, day, period.zone))
    return kept, [replace(which, period=one) for one in rest]


def _kept(which: Which, kept: Collection[date], kind: str, *by: Any) -> Iterator[Any]:
    """The columns of each group, and its counts."""
    if not kept:
        return
    row = CallSum
    query = select(*by, *(func.sum(getattr(row, name)) for name in NAMES))
    query = query.where(row.tenant_id == which.tenant_id, row.by == kind, row.day.in_(kept)).group_by(*by)
    if which.queue_id is not None:
        query = query.where(row.queue_id == which.queue_id)
    for found in db.session.execute(query):
        yield (*found[: len(by)], Counts(*map(int, found[len(by) :])))


def _rung_kept(tenant_id: int, kept: Collection[date]) -> dict[int, Rung]:
    if not kept:
        return {}
    row = SeatCallSum
    query = select(row.seat_id, *(func.sum(getattr(row, name)) for name in rings.NAMES))
    query = query.where(row.tenant_id == tenant_id, row.day.in_(kept)).group_by(row.seat_id)
    return {seat: Rung(*map(int, numbers)) for seat, *numbers in db.session.execute(query)}
