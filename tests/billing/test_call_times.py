"""When a call counts, and at which price: months, times of day, the order that calls come in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing import terms
from billing.engine import Bill, Call, Facts, Month, bill
from billing.engine.facts import in_order
from billing.terms.changes import versions
from seatyard.errors import InvalidInput

from .cases import MARCH, SHANGHAI, agreement, at


def call(starts: datetime, seconds: float, id: str = "c", **others: Any) -> Call:
    return Call(id, "outbound", "+861", starts, round(seconds * 1_000_000), **others)


def billed(month: Month, *calls: Call, rate: Any = 1, **others: Any) -> Bill:
    rates = {"outbound": {"default": rate}, "inbound": {"default": 0}}
    contract = agreement(
        {"call_charges": {"rates": rates, **others}, "timezone": month.zone.key}, date(2025, 1, 1)
    )
    return bill(contract, Facts(calls=in_order(calls)), month)


def minutes(month: Month, *calls: Call, **others: Any) -> Decimal:
    return sum((line.quantity for line in billed(month, *calls, **others).lines), Decimal(0))


def monthly(*calls: Call, first: int = 1, last: int = 5, **others: Any) -> list[Decimal]:
    return [minutes(Month(2026, n, SHANGHAI), *calls, **others) for n in range(first, last + 1)]


@pytest.mark.parametrize(
    ("increment", "february", "march"),
    [("60/60", 1, 1), ("6/6", "0.5", "0.6"), ("1/1", "0.5", "0.516666666667"), ("30/6", "0.5", "0.6")],
)
def test_split_cuts_at_local_midnight_of_the_1st(increment: str, february: Any, march: Any) -> None:
    """'`split` cuts at local midnight of the 1st': 30 s before it and 31 after are 61 s at each increment."""
    one = call(at("02-28T23:59:30"), 61)
    split = monthly(one, first=2, last=3, call_period="split", increment=increment)
    assert split == [Decimal(february), Decimal(march)]
    whole = monthly(one, first=2, last=3, increment=increment)
    assert whole[1] == 0
    assert abs(whole[0] - sum(split)) < Decimal("1e-9")


def test_an_increment_begun_before_midnight_is_carried_once() -> None:
    """59 s into a minute's increment at midnight: the rest of it is paid for already."""
    one = call(at("02-28T23:59:01"), 60)
    assert monthly(one, first=2, last=3, call_period="split") == [1, 0]
    made = billed(MARCH, one, call_period="split")
    assert (made.lines, list(made.evidence())) == ((), [])


def test_talk_begins_at_the_answer() -> None:
    """Rung in February, answered in March: nothing was talked in February."""
    one = call(at("02-28T23:59:50"), 60, answered=at("03-01T00:00:05"))
    assert monthly(one, first=2, last=3, call_period="split") == [0, 1]
    assert monthly(one, first=2, last=3) == [1, 0]


def test_a_session_of_a_month_is_cut_though_its_days_of_month_are_equal() -> None:
    """CGRateS's SplitByDay compares days of the month: 5 January to 5 February was one span."""
    one = call(at("01-05T10:00"), 31 * 86_400)
    january, february = monthly(one, first=1, last=2, call_period="split")
    assert (january, february) == ((26 * 24 + 14) * 60, (4 * 24 + 10) * 60)


def test_a_longer_call_than_facts_look_back_for_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        monthly(call(at("01-05T10:00"), 31 * 86_400 + 1), call_period="split")
    assert str(refused.value) == (
        "call_charges.call_period: call c lasts longer than 31 days (allowed: start, with such calls)"
    )


@pytest.mark.parametrize("second", ["23:59:58", "23:59:59", "23:59:59.999999", "00:00:00", "00:00:01"])
def test_no_second_falls_between_two_months(second: str) -> None:
    """ASTPP's periods begin at 00:00:01 and end two seconds before midnight."""
    starts = at(f"{'03-01' if second.startswith('00') else '02-28'}T{second}")
    for period in ("start", "split"):
        assert sum(monthly(call(starts, 60), call_period=period)) == 1


NIGHT = {"price": "0.12", "bands": [{"when": "Mon-Fri 18:00-08:00", "price": "0.06"}]}


@pytest.mark.parametrize(
    ("starts", "price"),
    [
        ("03-02T17:59:59", "0.12"),
        ("03-02T18:00", "0.06"),
        ("03-03T07:59:59.999999", "0.06"),
        ("03-03T08:00", "0.12"),
        ("03-07T07:59:59", "0.06"),  # Saturday: Friday's night goes on
        ("03-07T18:00", "0.12"),
        ("03-02T07:59", "0.12"),  # Monday: Sunday's night is not in it
    ],
)
def test_a_call_has_the_price_of_its_start(starts: str, price: str) -> None:
    (line,) = billed(MARCH, call(at(starts), 600), rate=NIGHT).lines
    assert (line.unit_price, line.quantity) == (Decimal(price), 10)


def test_a_band_is_named_on_its_line() -> None:
    made = billed(MARCH, call(at("03-02T12:00"), 60, "day"), call(at("03-02T20:00"), 60, "night"), rate=NIGHT)
    assert [(line.description.zh, line.description.en) for line in made.lines] == [
        ("呼出通话费", "Outbound calls"),
        ("呼出通话费 周一至周五 18:00-08:00", "Outbound calls, Mon-Fri 18:00-08:00"),
    ]


def test_each_increment_may_have_the_price_of_its_own_begin() -> None:
    """90 s before six and 90 after: the increment that begins 30 s before it is still by day."""
    made = billed(MARCH, call(at("03-02T17:58:30"), 180), rate=NIGHT, band_by="increment")
    assert [(line.unit_price, line.quantity) for line in made.lines] == [
        (Decimal("0.12"), 2),
        (Decimal("0.06"), 1),
    ]
    assert [(position, e.quantity) for position, e in made.evidence()] == [(1, 2), (2, 1)]


def test_legal_holidays_and_the_first_band_that_fits() -> None:
    rate = {"price": 3, "bands": [{"when": "holidays", "price": 1}, *NIGHT["bands"]]}
    new_year = Month(2026, 1, SHANGHAI)
    made = billed(new_year, call(at("01-01T20:00"), 60, "a"), call(at("01-02T20:00"), 60, "b"), rate=rate)
    assert [(line.description.en, line.unit_price) for line in made.lines] == [
        ("Outbound calls, legal holidays", Decimal(1)),
        ("Outbound calls, Mon-Fri 18:00-08:00", Decimal("0.06")),
    ]


def test_bands_follow_the_clock_through_its_changes() -> None:
    """Berlin, 29 March 2026: at 02:00 it is 03:00, so from two to four is one hour."""
    berlin = Month.of(date(2026, 3, 1), agreement({"timezone": "Europe/Berlin"}).zone)
    rate = {"price": 1, "bands": [{"when": "Sun 02:00-04:00", "price": 2}]}
    started = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    made = billed(berlin, call(started, 3 * 3600), rate=rate, band_by="increment")
    assert [(line.unit_price, line.quantity) for line in made.lines] == [(1, 120), (2, 60)]


@pytest.mark.parametrize("order", ["swapped", "twice", "ids"])
@pytest.mark.parametrize("period", ["start", "split"])
def test_calls_out_of_order_are_refused(order: str, period: str) -> None:
    first, second = call(at("03-02"), 60, "a"), call(at("03-03"), 60, "b")
    same = call(at("03-02"), 60, "0")
    calls = {"swapped": (second, first), "twice": (first, first), "ids": (first, same)}[order]
    rates = {"outbound": {"default": 1}, "inbound": {"default": 0}}
    contract = agreement({"call_charges": {"rates": rates, "call_period": period}})
    with pytest.raises(InvalidInput, match=r"calls: call .* comes after .* \(allowed: each call once"):
        bill(contract, Facts(calls=calls), MARCH)


def test_neighbouring_months_may_be_told_too() -> None:
    calls = [call(at("03-01") + timedelta(days=day), 60, f"c{day}") for day in range(-28, 60)]
    assert monthly(*calls, first=2, last=4) == [28, 31, 29]


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (
            {"price": 1, "bands": [{"when": "Mon 25:00-26:00", "price": 1}]},
            "when: 'Mon 25:00-26:00' is not",
        ),
        (
            {"price": 1, "bands": [{"when": "holiday", "price": 1}]},
            "(allowed: holidays, or times like",
        ),
        ({"price": 1, "bands": [{"when": "Mon 09:00-10:00"}]}, "bands[0]: price is missing"),
        (
            {"price": 1, "bands": [{"when": "Mon 09:00-10:00", "price": -1}]},
            "bands[0].price: -1 is not allowed",
        ),
        (float("nan"), "rates.outbound.default: 'NaN' is not allowed"),
        (float("inf"), "rates.outbound.default: 'Infinity' is not allowed"),
        (-0.1, "rates.outbound.default: '-0.1' is not allowed"),
        (
            "0.12345678901234567890",
            "rates.outbound.default: '0.12345678901234567890' is not allowed",
        ),
    ],
)
def test_what_is_not_allowed(rate: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        billed(MARCH, rate=rate)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_call_belongs_to_its_month_in_one_way_all_along() -> None:
    """Changed from whole to split, a call over that midnight would be charged in both months."""
    base = terms.exact({"call_charges": {"rates": {"outbound": {"default": 1}, "inbound": {"default": 0}}}})
    change = {"starts": "2026-03-01", "overrides": {"call_charges": {"call_period": "split"}}}
    with pytest.raises(InvalidInput) as refused:
        versions(base, date(2026, 1, 1), [change], "changes")
    assert str(refused.value) == (
        "changes[0].overrides.call_charges.call_period: cannot change within a contract (allowed: start)"
    )
