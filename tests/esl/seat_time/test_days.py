"""Days of a zone: cut at its midnights, 23, 24 or 25 hours long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.seat_time.days import by_day, signed_in, unknown
from esl.seat_time.layers import Stretch
from esl.seat_time.timing import SeatFacts, seat_time

from .facts import SEATS, START, facts, line, minute, said, there

HOUR = 3_600_000_000
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def at(zone: ZoneInfo, *when: int) -> datetime:
    return datetime(*when, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type, misc]


def test_a_talk_over_midnight_is_cut_at_the_tenants_midnight() -> None:
    starts, ends = at(SHANGHAI, 2026, 3, 31, 23, 50), at(SHANGHAI, 2026, 4, 1, 0, 20)
    march, april = by_day([Stretch(starts, ends, "talking", None, "leg u-1")], SHANGHAI)
    assert (march.day, april.day) == (date(2026, 3, 31), date(2026, 4, 1))
    assert (march.times, april.times) == (
        {("talking", None): 10 * 60_000_000},
        {("talking", None): 20 * 60_000_000},
    )
    assert march.ends == april.starts == at(SHANGHAI, 2026, 4, 1)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 28), 24), ((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_a_day_is_as_long_as_its_clock_makes_it(day: tuple[int, int, int], hours: int) -> None:
    starts = at(BERLIN, *day)
    ends = (datetime(*day, tzinfo=BERLIN) + timedelta(days=1)).astimezone(UTC)
    (found,) = by_day([Stretch(starts, ends, "ready")], BERLIN)
    assert (found.day, found.signed_in) == (date(*day), hours * HOUR)


def test_a_midnight_that_the_clock_skips() -> None:
    """Beirut goes from 24:00 to 01:00: the day begins then."""
    beirut = ZoneInfo("Asia/Beirut")
    found = by_day([Stretch(at(beirut, 2026, 3, 28), at(beirut, 2026, 3, 30), "busy", 1)], beirut)
    assert [(one.day.day, one.microseconds // HOUR) for one in found] == [(28, 24), (29, 23)]


def test_totals() -> None:
    known = facts(
        there(0, 50), line(5, 6, 10, (7, 8)), said(20, "busy", 2), said(25, "busy"), said(30, "ready")
    )
    (day,) = by_day(seat_time(START, minute(60), known), SHANGHAI)
    minutes = {kind: time // 60_000_000 for kind, time in day.times.items()}
    assert minutes == {
        ("talking", None): 3,
        ("hold", None): 1,
        ("ringing", None): 1,
        ("ready", None): 35,
        ("busy", None): 5,
        ("busy", 2): 5,
        ("unknown", None): 10,
    }
    assert [state for state, _ in day.times] == [
        "talking",
        "hold",
        "ringing",
        "ready",
        "busy",
        "busy",
        "unknown",
    ]
    assert day.signed_in == 50 * 60_000_000
    assert day.unknown == 10 * 60_000_000
    assert day.of("busy") == 10 * 60_000_000


def test_times_signed_in_are_runs() -> None:
    known = facts(there(0, 20), there(20, 30, False), there(30, 50), line(5, 6, 10), said(40, "signed_out"))
    found = seat_time(START, minute(60), known)
    assert signed_in(found) == [(START, minute(20)), (minute(30), minute(40))]
    assert unknown(seat_time(START, minute(60), facts(there(10, 20)))) == [
        (START, minute(10)),
        (minute(20), minute(60)),
    ]


def test_nothing_is_no_day() -> None:
    assert by_day([], SHANGHAI) == []


@given(SEATS, st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati"]))
def test_the_days_add_up_to_the_span(known: SeatFacts, zone: str) -> None:
    found = seat_time(START - timedelta(days=2), minute(60), known)
    days = by_day(found, ZoneInfo(zone))
    assert sum(day.microseconds for day in days) == sum(one.microseconds for one in found)
    for day in days:
        assert day.microseconds == (day.ends - day.starts) // timedelta(microseconds=1)
        assert day.starts.astimezone(ZoneInfo(zone)).date() == day.day
    in_all = sum((ends - starts) // timedelta(microseconds=1) for starts, ends in signed_in(found))
    assert sum(day.signed_in for day in days) == in_all
