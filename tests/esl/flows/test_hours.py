"""Opening hours as the switch's date conditions take them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.flows.hours import Span, exceptions, weekly
from esl.flows.opening import Opening, years
from esl.lab.dialplan.times import holds
from seatyard import clock, hours

WEEKDAYS = "2,3,4,5,6"


def opening(when: str = "Mon-Fri 09:00-18:00", **node: Any) -> Opening:
    return Opening.read({"when": when, **node})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 09:00-18:00", [(WEEKDAYS, "09:00:00-17:59:59")]),
        (
            "Mon-Fri 09:00-18:00, Sat 10:00-14:00",
            [(WEEKDAYS, "09:00:00-17:59:59"), ("7", "10:00:00-13:59:59")],
        ),
        ("Sat/Sun 00:00-24:00", [("1,7", "00:00:00-23:59:59")]),
        ("Fri-Mon 08:30-12:00", [("1,2,6,7", "08:30:00-11:59:59")]),
        ("Fri/Sat 22:00-06:00", [("1,7", "00:00:00-05:59:59"), ("6,7", "22:00:00-23:59:59")]),
        ("Sun 20:00-00:00", [("1", "20:00:00-23:59:59")]),
    ],
)
def test_a_week(text: str, expected: list[tuple[str, str]]) -> None:
    assert weekly(opening(text)) == [Span(wday=wday, time_of_day=times) for wday, times in expected]


def test_holidays_and_days_made_up_of_a_year() -> None:
    """The State Council's calendar of 2026; the weekends in a holiday are closed anyway."""
    inside, unusual = exceptions(opening(holidays="CN"), [2026])
    made_up = "4,45,59,129,263,283"
    assert inside == [Span(year="2026", yday=made_up, time_of_day="09:00:00-17:59:59")]
    assert unusual == [
        Span(
            year="2026",
            yday="1-2,4,45,47-51,54,59,96,121,124-125,129,170,263,268,274-275,278-280,283",
        )
    ]


def test_without_holidays_every_day_is_like_its_weekday() -> None:
    assert exceptions(opening(), [2026]) == ([], [])


def test_days_of_the_tenants_own_win_over_the_calendar() -> None:
    own = {"2026-10-01": "09:00-12:00, 13:00-15:00", "2026-10-10": "closed", "2026-12-24": "closed"}
    inside, unusual = exceptions(opening(holidays="CN", days=own), [2026])
    assert Span(year="2026", yday="274", time_of_day="09:00:00-11:59:59,13:00:00-14:59:59") in inside
    assert unusual[0].yday.endswith("263,268,274-275,278-280,358"), "10 October is a Saturday as usual"
    assert not opening(holidays="CN", days=own).open_at(datetime(2026, 10, 10, 10))


def test_a_night_before_a_holiday_is_closed_at_midnight_only_where_it_began_on_a_free_day() -> None:
    nights = opening("Mon-Sun 22:00-06:00", holidays="CN")
    assert nights.windows(date(2026, 10, 1)) == ((0, 6 * 3600),), "the night of 30 September goes on"
    assert nights.windows(date(2026, 10, 8)) == ((22 * 3600, 24 * 3600),), "none began on the 7th"


def test_a_saturday_made_up_for_friday_has_fridays_hours() -> None:
    hours = opening("Mon-Thu 09:00-18:00, Fri 09:00-15:00", holidays="CN")
    assert hours.windows(date(2026, 2, 14)) == ((9 * 3600, 15 * 3600),)
    assert hours.windows(date(2026, 2, 28)) == ((9 * 3600, 18 * 3600),), "for Monday"


@given(
    st.sampled_from(
        [
            "Mon-Fri 09:00-18:00",
            "Mon-Sun 22:00-06:00",
            "Sat/Sun 00:00-24:00",
            "Fri 20:00-02:00, Mon 12:00-12:00",
        ]
    ),
    st.booleans(),
    st.dictionaries(
        st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str),
        st.sampled_from(["closed", "10:00-11:00", "23:00-01:00"]),
        max_size=3,
    ),
    st.datetimes(datetime(2025, 12, 31), datetime(2027, 12, 31)),
)
def test_the_switchs_conditions_say_what_the_hours_say(
    when: str, holidays: bool, days: dict[str, str], at: datetime
) -> None:
    hours = opening(when, days=days, **({"holidays": "CN"} if holidays else {}))
    inside, unusual = exceptions(hours, [2025, 2026, 2027])
    ways = [*((span, True) for span in inside), *((span, False) for span in unusual)]
    ways += [(span, True) for span in weekly(hours)]
    taken = next((way for span, way in ways if holds(tuple(span.attributes().items()), at, at)), False)
    assert taken == hours.open_at(at)


def test_hours_are_the_wall_clocks_through_summer_time() -> None:
    """New York on 8 March 2026: at 02:00 the clock goes to 03:00."""
    hours, zone = opening("Sun 03:00-04:00"), ZoneInfo("America/New_York")
    change = datetime(2026, 3, 8, 7, 0, tzinfo=ZoneInfo("UTC"))
    assert hours.open_at(change.astimezone(zone))
    assert not hours.open_at((change - timedelta(seconds=1)).astimezone(zone))


def test_the_old_year_stays_until_it_is_over_everywhere() -> None:
    with clock.frozen(datetime(2027, 1, 1, 3, tzinfo=ZoneInfo("UTC"))):
        assert years() == range(2026, 2029)
    with clock.frozen(datetime(2027, 1, 2, 3, tzinfo=ZoneInfo("UTC"))):
        assert years() == range(2027, 2030)


def test_in_chinese() -> None:
    told = {
        "Mon-Fri 09:00-18:00": "周一至周五 09:00-18:00",
        "Fri-Mon 22:00-06:00, Sun 00:00-24:00": "周五至周一 22:00-06:00、周日 00:00-24:00",
        "Sat/Sun 10:00-14:00": "周六/周日 10:00-14:00",
        "Mon-Wed/Fri 10:00-14:00": "周一至周三/周五 10:00-14:00",
    }
    assert {text: hours.in_chinese(text) for text in told} == told
