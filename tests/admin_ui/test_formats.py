"""How figures are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from admin_ui import formats


@pytest.mark.parametrize(
    ("microseconds", "shown"),
    [(0, "0:00"), (499_999, "0:00"), (500_000, "0:01"), (61_000_000, "1:01"), (3_600_000_000, "1:00:00")],
)
def test_talk_time_is_whole_seconds_half_up(microseconds: int, shown: str) -> None:
    assert formats.talk(microseconds) == shown


def test_days_are_local() -> None:
    assert formats.day(datetime(2026, 2, 28, 16, tzinfo=UTC), "Asia/Shanghai") == "2026-03-01"
