"""The working calendar of 2026 as the State Council announced it (国办发明电〔2025〕7号)."""

from __future__ import annotations

from datetime import date

import pytest

from billing.engine import calendar


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


def test_what_is_not_announced_is_told() -> None:
    assert calendar.swaps_known(2026)
    assert not calendar.swaps_known(2099)
    assert calendar.is_legal_holiday(date(2099, 10, 1))
