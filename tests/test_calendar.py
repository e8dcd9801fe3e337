"""The working calendar of 2026 as the State Council announced it (国办发明电〔2025〕7号)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from seatyard import calendar


@pytest.mark.parametrize(
    "day", ["01-01", "02-16", "02-17", "02-19", "04-05", "05-01", "05-02", "10-01", "10-03"]
)
def test_legal_holidays(day: str) -> None:
    assert calendar.is_legal_holiday(date.fromisoformat(f"2026-{day}"))


@pytest.mark.parametrize(
    "day", ["01-02", "02-20", "04-06", "05-04", "05-05", "10-05", "10-07", "03-08", "10-10"]
)
def test_days_off_around_them_are_none(day: str) -> None:
    assert not calendar.is_legal_holiday(date.fromisoformat(f"2026-{day}"))


@pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10", "03-02"])
def test_business_days(day: str) -> None:
    """Weekend days that make up for a day off are worked."""
    assert calendar.is_business_day(date.fromisoformat(f"2026-{day}"))


@pytest.mark.parametrize("day", ["01-01", "01-02", "02-23", "03-01", "03-07", "04-06", "10-07"])
def test_days_off(day: str) -> None:
    assert not calendar.is_business_day(date.fromisoformat(f"2026-{day}"))


def test_counting() -> None:
    """Over the Spring Festival of 2026: 13, 14 (a Saturday, worked), then 24 February."""
    friday = date(2026, 2, 13)
    assert calendar.business_days_after(friday, 2) == date(2026, 2, 24)
    assert calendar.business_days_before(date(2026, 2, 24), 2) == friday
    assert calendar.business_days_after(friday, 0) == calendar.business_days_before(friday, 0) == friday
    assert calendar.business_days_before(date(2026, 3, 1), 3) == date(2026, 2, 26)


def test_a_holiday_is_free_from_its_first_day_to_its_last_weekends_with_it() -> None:
    """As 国办发明电〔2025〕7号 lists them: 33 days of 2026."""
    free = [
        *days("01-01", "01-03"),
        *days("02-15", "02-23"),
        *days("04-04", "04-06"),
        *days("05-01", "05-05"),
        *days("06-19", "06-21"),
        *days("09-25", "09-27"),
        *days("10-01", "10-07"),
    ]
    assert [day for day, worked in calendar.special_days(2026).items() if worked is None] == free


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def test_a_weekend_day_that_is_worked_is_like_the_day_off_that_it_makes_up_for() -> None:
    worked = {day: weekday for day, weekday in calendar.special_days(2026).items() if weekday is not None}
    assert worked == {
        date(2026, 1, 4): 4,
        date(2026, 2, 14): 4,
        date(2026, 2, 28): 0,
        date(2026, 5, 9): 1,
        date(2026, 9, 20): 1,
        date(2026, 10, 10): 2,
    }
    assert calendar.special_days(2011)[date(2011, 12, 31)] == 1, "for Tuesday, 3 January 2012"


def test_what_is_not_announced_is_told() -> None:
    assert calendar.swaps_known(2026)
    assert not calendar.swaps_known(2099)
    assert calendar.is_legal_holiday(date(2099, 10, 1))
