"""Months and days of any time zone: leap years, clock changes, days that a zone skipped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.engine import Facts, Month, SeatInterval, bill

from .cases import agreement

ZONES = [
    "Asia/Shanghai",
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
months = st.builds(Month, st.integers(1990, 2040), st.integers(1, 12), zones)


@given(months)
def test_months_follow_each_other_without_a_gap(month: Month) -> None:
    assert month.span.ends == month.next.span.starts
    assert month.span.starts < month.span.ends
    assert Month.of(month.last_day, month.zone) == month


@given(months, st.integers(0, 31 * 86_400))
def test_every_moment_lies_in_the_month_of_its_local_date(month: Month, seconds: int) -> None:
    moment = month.span.starts + timedelta(seconds=seconds)
    local = month.day_of(moment)
    assert ((local.year, local.month) == (month.year, month.month)) is (moment < month.span.ends)


@settings(deadline=None, max_examples=60)
@given(months, st.integers(0, 40 * 86_400), st.integers(1, 40 * 86_400))
def test_days_of_two_months_are_the_days_of_both(month: Month, begins: int, lasts: int) -> None:
    """A seat by the day: what February and March charge is what its local days come to."""
    starts = month.span.starts + timedelta(seconds=begins)
    seat = SeatInterval("i1", "s1", "standard", starts, starts + timedelta(seconds=lasts))
    contract = agreement(
        {"timezone": month.zone.key, "seat_rent": {"price": {"standard": 7}, "basis": "per_day"}},
        month.first_day,
    )
    following = [month, month.next, month.next.next]
    billed = sum(bill(contract, Facts(seats=(seat,)), one).total for one in following)
    local = (seat.starts.astimezone(month.zone), (seat.span.ends - timedelta(microseconds=1)))
    touched = set()
    day = local[0].date()
    while day <= local[1].astimezone(month.zone).date():
        touched.add(day)
        day += timedelta(days=1)
    assert billed == 7 * len(touched)


@pytest.mark.parametrize(
    ("name", "hours"),
    [("America/New_York", 31 * 24 - 1), ("Asia/Shanghai", 31 * 24), ("Australia/Lord_Howe", 31 * 24)],
)
def test_a_clock_change_makes_the_month_shorter(name: str, hours: int) -> None:
    month = Month(2026, 3, ZoneInfo(name))
    assert month.span.microseconds == hours * 3_600_000_000


def test_a_leap_year() -> None:
    february = Month(2028, 2, ZoneInfo("Asia/Shanghai"))
    assert (february.days, february.last_day) == (29, date(2028, 2, 29))
    assert Month(2026, 2, february.zone).days == 28


def test_a_day_that_the_zone_skipped() -> None:
    """Samoa had no 30 December 2011: the day begins where the next one does."""
    december = Month(2011, 12, ZoneInfo("Pacific/Apia"))
    assert december.span.microseconds == 30 * 86_400_000_000
    assert december.day_of(datetime(2011, 12, 30, 10, tzinfo=UTC)) == date(2011, 12, 31)
