"""The second report: calls against seats by the hour of the day."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from ..call_sums import reading
from . import kept
from .counting import Which
from .figures import Counts, Times
from .periods import Period
from .tables import COUNT, DECIMAL, SHARE, TIME, Group, Table, made
from .words import SEAT_HOURS, Words

COLUMNS = (
    ("entered", COUNT), ("offered", COUNT), ("answered", COUNT), ("answer_rate", SHARE),
    ("service_level", SHARE), ("abandoned", COUNT), ("dialled", COUNT), ("seats_there", DECIMAL),
    ("signed_in", TIME), ("talking", TIME), ("ready", TIME), ("utilisation", SHARE), ("occupancy", SHARE),
    ("handling_time", TIME),
)  # fmt: skip
_HOUR = 3_600_000_000


def seat_hours(tenant_id: int, period: Period) -> Table:
    """Of all days of the period together, hour by hour of the local clock."""
    now, then = (_by_hour(tenant_id, one) for one in (period, period.before))
    rows = {f"{hour:02}": (Words(*[f"{hour:02}:00"] * 2), group) for hour, group in now.items()}
    total, before = (_sum(groups, tenant_id, one) for groups, one in ((now, period), (then, period.before)))
    return made(SEAT_HOURS, period, "hour", COLUMNS, rows, total, before)


def _by_hour(tenant_id: int, period: Period) -> dict[int, Group]:
    counts = reading.by_hour_of_day(Which(tenant_id, period))
    times = kept.by_hour_of_day(tenant_id, period)
    days = len(kept.kept_days(tenant_id, period))
    return {hour: _group(one, times.get(hour, Times()), days) for hour, one in counts.items()}


def _sum(groups: dict[int, Group], tenant_id: int, period: Period) -> Group:
    counts = sum((one.counts for one in groups.values()), Counts())
    times = kept.together(one.times for one in groups.values())
    return _group(counts, times, 24 * len(kept.kept_days(tenant_id, period)))


def _group(counts: Counts, times: Times, hours: int) -> Group:
    """With the mean of seats signed in over so many hours, to one digit."""
    there = Decimal(times.signed_in) / (_HOUR * hours) if hours else None
    rounded = None if there is None else there.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Group(counts, times, {"seats_there": rounded})
