"""How long a recording is kept: local days, calendar months, never less than agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.recordings import keep
from seatyard.errors import InvalidInput


@pytest.mark.parametrize(
    ("ended", "text", "zone", "due"),
    [
        ("2026-03-15T10:00+08:00", "1 month", "Asia/Shanghai", "2026-04-16T00:00+08:00"),
        ("2026-01-31T23:59+08:00", "1 month", "Asia/Shanghai", "2026-03-01T00:00+08:00"),
        ("2028-01-31T10:00+08:00", "1 month", "Asia/Shanghai", "2028-03-01T00:00+08:00"),
        ("2026-03-15T00:00+08:00", "1 day", "Asia/Shanghai", "2026-03-17T00:00+08:00"),
        ("2026-12-31T20:00+00:00", "90 days", "Asia/Shanghai", "2027-04-02T00:00+08:00"),
        ("2024-02-29T12:00+08:00", "1 year", "Asia/Shanghai", "2025-03-01T00:00+08:00"),
        ("2026-03-07T10:00-05:00", "1 day", "America/New_York", "2026-03-09T00:00-04:00"),
        ("2026-09-30T10:00+08:00", "1 business day", "Asia/Shanghai", "2026-10-09T00:00+08:00"),
    ],
)
def test_when_it_may_go(ended: str, text: str, zone: str, due: str) -> None:
    found = keep.due_at(datetime.fromisoformat(ended), keep.parse(text), zone)
    assert found == datetime.fromisoformat(due)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 400),
    st.sampled_from(["day", "business day", "month", "year"]),
)
def test_it_is_never_let_go_early(ended: datetime, count: int, unit: str) -> None:
    text = f"{count} {unit}"
    kept = keep.parse(text)
    due = keep.due_at(ended, kept, "Asia/Shanghai")
    assert due - ended > timedelta(days=count * (28 if unit in ("month", "year") else 1))
    assert due.astimezone(ZoneInfo("Asia/Shanghai")).time().isoformat() == "00:00:00"
    assert ended < keep.before([kept], due)


def test_a_year_is_twelve_months() -> None:
    assert keep.parse("2 years") == keep.parse("24 months")
    assert keep.last_day(date(2026, 1, 31), (13, "month")) == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["", "0 days", "a month", "1 week", "1 month\n", "-1 days", "12345 days"])
def test_what_is_no_time_of_keeping(text: str) -> None:
    with pytest.raises(InvalidInput):
        keep.parse(text)
