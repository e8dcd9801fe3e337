"""Where seats' time went, of the days that are kept (``keeping``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select

from seatyard.db import db

from .figures import STATES, Times
from .models import SeatDay, SeatDaysKept, SeatHour
from .periods import HOUR, Period, label


def by_piece(tenant_id: int, period: Period, cut: str) -> dict[str, Times]:
    """Of all seats, by the period's hours, days, weeks or months; none of what is not kept."""
    found: defaultdict[str, Times] = defaultdict(Times)
    hour = SeatHour.hour if cut == HOUR else literal(0)
    for day, at, *times in _asked(SeatHour, tenant_id, period, SeatHour.day, hour):
        found[label(day, at, cut)] += Times(*times)
    return dict(found)


def by_hour_of_day(tenant_id: int, period: Period) -> dict[int, Times]:
    """Of all seats and days together, by the hours of the local clock."""
    return {hour: Times(*times) for hour, *times in _asked(SeatHour, tenant_id, period, SeatHour.hour)}


def by_seat(tenant_id: int, period: Period) -> dict[int, Times]:
    """Of each seat, by id, of all days together."""
    return {seat: Times(*times) for seat, *times in _asked(SeatDay, tenant_id, period, SeatDay.seat_id)}


def total(tenant_id: int, period: Period) -> Times:
    return together(by_hour_of_day(tenant_id, period).values())


def together(found: Iterable[Times]) -> Times:
    return sum(found, Times())


def kept_days(tenant_id: int, period: Period) -> list[date]:
    """The days of the period whose times are kept, in order."""
    row = SeatDaysKept
    query = select(row.day).where(row.tenant_id == tenant_id, row.day.between(period.first, period.last))
    return list(db.session.scalars(query.order_by(row.day)))


def _asked(model: type[SeatDay] | type[SeatHour], tenant_id: int, period: Period, *by: Any) -> Iterable[Any]:
    sums = (func.sum(getattr(model, state)) for state in STATES)
    query: Select[Any] = select(*by, *sums).where(
        model.tenant_id == tenant_id, model.day.between(period.first, period.last)
    )
    for row in db.session.execute(query.group_by(*by)):
        yield (*row[: len(by)], *(int(one) for one in row[len(by) :]))
