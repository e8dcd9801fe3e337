"""How figures are written."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from admin_ui import formats


@pytest.mark.parametrize(
    ("value", "shown"), [("17600", "17,600.00"), ("-1333.33", "−1,333.33"), ("0", "0.00"), ("0.5", "0.50")]
)
def test_money(value: str, shown: str) -> None:
    assert formats.money(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("105263.158", "105,263.158"),
        ("0.0950", "0.095"),
        ("10", "10"),
        ("1E+3", "1,000"),
        ("-2", "−2"),
        ("100", "100"),
    ],
)
def test_amounts_keep_their_digits(value: str, shown: str) -> None:
    assert formats.amount(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("microseconds", "shown"),
    [(0, "0:00"), (499_999, "0:00"), (500_000, "0:01"), (61_000_000, "1:01"), (3_600_000_000, "1:00:00")],
)
def test_talk_time_is_whole_seconds_half_up(microseconds: int, shown: str) -> None:
    assert formats.talk(microseconds) == shown


def test_days_are_local() -> None:
    assert formats.day(datetime(2026, 2, 28, 16, tzinfo=UTC), "Asia/Shanghai") == "2026-03-01"
