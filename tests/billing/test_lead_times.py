"""Lead times: the first day on which a request may take effect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import terms
from billing.clauses.lead_times import LeadTimes, Request
from billing.engine.periods import Period, Unit, months_after
from seatyard.errors import InvalidInput

TUESDAY = date(2026, 3, 10)


def lead_times(**periods: str) -> LeadTimes:
    clause = terms.parse({"lead_times": periods}).clause("lead_times")
    assert isinstance(clause, LeadTimes)
    return clause


@pytest.mark.parametrize(
    ("source", "request_", "period", "first"),
    [
        ("001:A5", Request.SEATS_ADDED, "5 days", date(2026, 3, 15)),
        ("001:A5", Request.SEATS_RELEASED, "5 days", date(2026, 3, 15)),
        ("002:B8", Request.SEATS_ADDED, "7 business days", date(2026, 3, 19)),
        ("002 skill group", Request.SKILL_GROUP, "1 business day", date(2026, 3, 11)),
        ("002 IVR", Request.IVR, "1 business day", date(2026, 3, 11)),
        ("000 headcount", Request.HEADCOUNT, "10 business days", date(2026, 3, 24)),
        ("000 flexible seats", Request.FLEXIBLE_SEATS, "half a month", date(2026, 3, 25)),
        ("000 flexible seats", Request.FLEXIBLE_SEATS, "15 days", date(2026, 3, 25)),
        ("002 not renewing", Request.NOT_RENEWING, "1 month", date(2026, 4, 10)),
        ("002 change", Request.CONTRACT_CHANGE, "3 months", date(2026, 6, 10)),
        ("none agreed", Request.CONTRACT_CHANGE, "0 days", TUESDAY),
    ],
)
def test_each_sort_of_request(source: str, request_: Request, period: str, first: date) -> None:
    assert lead_times(**{request_.value: period}).first_day(request_, TUESDAY) == first


def test_a_request_without_a_lead_time_takes_effect_at_once() -> None:
    assert lead_times(seats_added="5 days").first_day(Request.IVR, TUESDAY) == TUESDAY


def test_business_days_are_the_chinese_ones() -> None:
    """Asked on 30 September 2026: the National Day holiday is no business day, and a Saturday may be."""
    first = lead_times(ivr="1 business day").first_day(Request.IVR, date(2026, 9, 30))
    assert first > date(2026, 10, 7)


def test_a_month_ends_where_a_month_does() -> None:
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2028, 3, 31), -1) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


@settings(max_examples=60)
@given(
    st.dates(date(2019, 1, 1), date(2029, 12, 31)),
    st.integers(0, 60),
    st.sampled_from(Unit),
    st.integers(0, 9),
)
def test_later_asked_is_never_sooner_had(day: date, count: int, unit: Unit, later: int) -> None:
    period = Period(count, unit)
    after = date.fromordinal(day.toordinal() + later)
    assert day <= period.after(day) <= period.after(after)
    assert period.before(day) <= day


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"seats_added": 5}, "terms.lead_times.seats_added: 5 is not allowed (allowed: such as '5 days', "),
        ({"seats_added": "-5 days"}, "terms.lead_times.seats_added: '-5 days' is not allowed"),
        ({"seats_added": "5 weeks"}, "terms.lead_times.seats_added: '5 weeks' is not allowed"),
        ({"ivrs": "5 days"}, "terms.lead_times: unknown key 'ivrs' (allowed: seats_added, seats_released, "),
    ],
)
def test_wrong_values(document: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        terms.parse({"lead_times": document})
    assert str(refused.value).startswith(line)


def test_periods_are_written_as_they_are_read() -> None:
    assert [str(Period(1, Unit.MONTH)), str(Period(7, Unit.BUSINESS_DAY))] == ["1 month", "7 business days"]
