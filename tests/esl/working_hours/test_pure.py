"""Working hours as a week, a year, and at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from esl.flows.opening import Opening
from esl.working_hours import calendar_year, service, week
from esl.working_hours.standing import Standing, standing
from esl.working_hours.year import CLOSED, HOLIDAY, MADE_UP, OPEN, OWN_CLOSED, OWN_OPEN, day_of, year_of
from seatyard.calendar import holiday_of
from seatyard.errors import InvalidInput

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
OFFICE = "Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00"


def opening(when: str = OFFICE, **said: Any) -> Opening:
    return Opening.read({"when": when, **said})


@pytest.mark.parametrize(
    ("when", "rows"),
    [
        (OFFICE, ["09:00-12:00, 13:00-18:00"] * 5 + ["", ""]),
        ("Fri/Sat 22:00-06:00", [""] * 4 + ["22:00-06:00"] * 2 + [""]),
        ("Mon-Sun 00:00-24:00", ["00:00-24:00"] * 7),
    ],
)
def test_a_week_of_lines_and_back(when: str, rows: list[str]) -> None:
    assert week.rows(when) == rows
    assert week.rows(week.when(rows)) == rows


def test_a_line_as_people_type_it() -> None:
    assert week.read_line(" 9:00–12:00，13：00-18:00、") == ["09:00-12:00", "13:00-18:00"]


@pytest.mark.parametrize("line", ["9-12", "09:00", "25:00-26:00", "09:75-10:00", "closed"])
def test_a_line_that_cannot_be_read(line: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|there is no"):
        week.read_line(line)


def test_a_week_that_is_never_open() -> None:
    with pytest.raises(ValueError, match="no day of the week"):
        week.when([""] * 7)


def at(text: str, of: Opening, zone: ZoneInfo = SHANGHAI) -> Standing:
    return standing(of, datetime.fromisoformat(text).replace(tzinfo=zone), zone)


def local(moment: datetime | None, zone: ZoneInfo = SHANGHAI) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def test_open_until_the_break_and_again_after_it() -> None:
    assert local(at("2026-03-02 11:59", opening()).until) == "2026-03-02 12:00"
    assert local(at("2026-03-02 12:00", opening()).opens) == "2026-03-02 13:00"
    assert local(at("2026-03-06 18:00", opening()).opens) == "2026-03-09 09:00"


def test_a_night_is_one_time_over_midnight() -> None:
    nights = opening("Mon-Fri 22:00-06:00")
    assert local(at("2026-03-06 23:00", nights).until) == "2026-03-07 06:00"
    assert local(at("2026-03-07 05:59", nights).until) == "2026-03-07 06:00"
    assert local(at("2026-03-07 06:00", nights).opens) == "2026-03-09 22:00"


def test_day_and_night_has_no_end() -> None:
    assert at("2026-03-02 10:00", opening("Mon-Sun 00:00-24:00")) == Standing(True, None, None)


def test_after_the_spring_festival_it_opens_when_people_work_again() -> None:
    festival = opening(holidays="CN")
    assert local(at("2026-02-14 18:30", festival).opens) == "2026-02-24 09:00"
    assert local(at("2026-02-13 18:30", festival).opens) == "2026-02-14 09:00", "a Saturday made up for"


def test_ends_are_the_wall_clocks_through_both_changes_of_it() -> None:
    """New York: 02:00 becomes 03:00 on 8 March 2026, and 02:00 becomes 01:00 on 1 November."""
    days = opening("Sat-Sun 20:00-08:00")
    spring, autumn = at("2026-03-07 21:00", days, NEW_YORK), at("2026-10-31 21:00", days, NEW_YORK)
    assert (spring.until, autumn.until) == (
        datetime(2026, 3, 8, 12, tzinfo=UTC),
        datetime(2026, 11, 1, 13, tzinfo=UTC),
    )


def test_what_makes_a_day_what_it_is_and_ones_own_word_wins() -> None:
    own = {"2026-10-01": "10:00-11:00", "2026-10-10": "closed", "2026-03-03": "closed"}
    of = opening(holidays="CN", days=own)
    days = {one.day: one for one in year_of(of, {"2026-03-03": "搬家"}, 2026)}
    assert len(days) == 365
    kinds = {
        date(2026, 3, 2): OPEN,
        date(2026, 3, 7): CLOSED,
        date(2026, 2, 17): HOLIDAY,
        date(2026, 2, 28): MADE_UP,
        date(2026, 10, 1): OWN_OPEN,
        date(2026, 10, 10): OWN_CLOSED,
    }
    assert {day: days[day].kind for day in kinds} == kinds
    assert days[date(2026, 2, 28)].stands_for == date(2026, 2, 23)
    assert days[date(2026, 3, 3)].reason == "搬家"
    assert days[date(2026, 10, 1)].hours == "10:00-11:00"


def test_without_the_public_calendar_no_day_is_a_holiday() -> None:
    assert day_of(opening(), {}, date(2026, 2, 17)).kind == OPEN


def test_holidays_have_their_names_in_both_languages() -> None:
    new_year = date(2026, 1, 3)
    assert (holiday_of(new_year, True), holiday_of(new_year, False)) == ("元旦", "New Year's Day")
    assert holiday_of(date(2026, 3, 2), True) == ""


def test_months_are_whole_weeks() -> None:
    months = calendar_year.months(year_of(opening(), {}, 2026))
    assert len(months) == 12
    assert all(len(cells) == 7 for month in months for cells in month)
    assert months[0][0][3] is not None, "1 January 2026 is a Thursday"


@pytest.mark.parametrize("day", [{}, {"reason": "x"}, {"hours": 9}, {"hours": "closed", "by": "li"}, 9, None])
def test_a_day_without_hours_is_refused(day: object) -> None:
    with pytest.raises(InvalidInput, match="needs days with their hours"):
        service.checked({"when": "Mon-Fri 09:00-18:00", "days": {"2026-03-02": day}})
