"""Minutes (contracts.md, call_charges)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.engine import Call, Evidence
from billing.rating.increments import Increment
from seatyard.errors import InvalidInput

from .cases import agreement, at, call, march


def charges(outbound: dict[str, object], inbound: dict[str, object] | None = None, **others: object):
    rates = {"outbound": outbound, "inbound": inbound or {"default": 0}}
    return agreement({"call_charges": {"rates": rates, **others}})


@pytest.mark.parametrize(
    ("increment", "minutes", "amount"),
    [("60/60", "2", "0.19"), ("6/6", "1.1", "0.10"), ("1/1", "1.016666666667", "0.10")],
)
def test_a_call_of_61_seconds(increment: str, minutes: str, amount: str) -> None:
    """'a call of 61 s at 60/60 draws 2 minutes; at 6/6, 1.1 minutes'"""
    (line,) = march(charges({"default": 0.095}, increment=increment), call(61)).lines
    assert (line.quantity, line.amount) == (Decimal(minutes), Decimal(amount))


def test_000_105263_minutes() -> None:
    """'105,263.158 minutes at 0.095 = 10,000.00': the price keeps its digits, the amount is rounded once"""
    (line,) = march(charges({"default": 0.095}, increment="1/1"), call(6_315_789.48)).lines
    assert line.formula == "105263.15 × 0.095 = 10000.00"
    assert line.amount == Decimal("10000.00")


def test_a_line_is_said_in_minutes() -> None:
    (line,) = march(charges({"default": 0.095}), call(61)).lines
    assert (line.unit, line.explained.en) == ("minute", "2 minutes × 0.095 = 0.19")


@pytest.mark.parametrize(
    ("seconds", "billable"), [(-3, 0), (0, 0), (1, 30), (30, 30), (31, 36), (36, 36), (37, 42), (90, 90)]
)
def test_increment_first_then(seconds: int, billable: int) -> None:
    assert Increment(30, 6).billable(seconds) == billable


def test_an_increment_shorter_than_the_call_never_loses_a_second() -> None:
    """cgrates 118: 30/6 billed 57 s as 30 s."""
    assert Increment(30, 6).billable(57) == 60


@pytest.mark.parametrize(("seconds", "amount"), [(60, "0.10"), (3600, "6.00"), (7200, "12.00")])
def test_the_price_of_an_increment_is_never_rounded(seconds: int, amount: str) -> None:
    """By the second at 0.10 a minute: a price rounded for each elsewhere makes 0.1001, 6.0012, 12.0024."""
    (line,) = march(charges({"default": "0.10"}, increment="1/1"), call(seconds)).lines
    assert (line.quantity, line.amount) == (Decimal(seconds // 60), Decimal(amount))
    assert line.quantity * line.unit_price == line.amount


@pytest.mark.parametrize(
    ("measure", "billusec", "minutes"),
    [
        ("rounded", 60_499_999, 1),
        ("rounded", 60_500_000, 2),
        ("rounded", 499_999, 0),
        ("ceiling", 60_000_001, 2),
        ("ceiling", 60_000_000, 1),
        ("floor", 60_999_999, 1),
        ("floor", 999_999, 0),
    ],
)
def test_measure_of_microseconds(measure: str, billusec: int, minutes: int) -> None:
    """'Talk time is `billusec` rounded half-up to whole seconds (measure: rounded|ceiling|floor)'"""
    one = Call("c", "outbound", "+861", at("03-03"), billusec)
    (line,) = march(charges({"default": 1}, measure=measure), one).lines
    assert line.quantity == minutes


def test_the_longest_prefix_wins() -> None:
    contract = charges({"default": 9, "+86": 1, "+8610": 2, "+861380": 3})
    made = march(
        contract,
        *(
            call(1, dialled=number)
            for number in ("+8613800138000", "+861088880001", "+8621", "+44", "10086", "")
        ),
    )
    assert {line.description.en: (line.quantity, line.amount) for line in made.lines} == {
        "Outbound calls": (3, 27),
        "Outbound calls, +86": (1, 1),
        "Outbound calls, +8610": (1, 2),
        "Outbound calls, +861380": (1, 3),
    }


def test_a_prefix_may_have_its_own_increment() -> None:
    contract = charges({"default": 1, "+1": {"price": 2, "increment": "6/6"}})
    made = march(contract, call(61, dialled="+1212"), call(61))
    assert [line.quantity for line in made.lines] == [Decimal("1.1"), 2]


def test_directions_have_tables_of_their_own() -> None:
    made = march(charges({"default": 1}, {"default": 2}), call(60), call(60, direction="inbound"))
    assert {line.description.zh: line.amount for line in made.lines} == {"呼入通话费": 2, "呼出通话费": 1}


def test_free_seconds_are_never_charged() -> None:
    contract = charges({"default": 1}, free_seconds=30)
    made = march(contract, call(30), call(31), call(90), call(91))
    assert [evidence.quantity for _, evidence in made.evidence()] == [0, 1, 1, 2]


def test_a_free_call_is_evidence_of_a_line_all_the_same() -> None:
    one = call(60, direction="inbound")
    made = march(charges({"default": 1}), one)
    assert [line.amount for line in made.lines] == [Decimal("0.00")]
    assert list(made.evidence()) == [(1, Evidence("call", one.id, Decimal(1)))]


def test_a_call_belongs_to_the_month_in_which_it_started() -> None:
    """Local months: 31 March 23:59:59 in Shanghai is still March."""
    inside, outside, before = (
        Call(name, "outbound", "+861", at(starts), 120_000_000)
        for name, starts in (
            ("last", "03-31T23:59:59.999999"),
            ("next", "04-01T00:00"),
            ("before", "02-28T23:59:59"),
        )
    )
    made = march(charges({"default": 1}), outside, inside, before)
    assert [evidence.subject for _, evidence in made.evidence()] == ["last"]
    assert [line.quantity for line in made.lines] == [2]


def test_amounts_are_rounded_once_a_line() -> None:
    """Not per call: 3 × 0.005 is 0.02 (0.015 half-up), not 3 × 0.01."""
    (line,) = march(charges({"default": 0.005}), call(1), call(1), call(1)).lines
    assert line.amount == Decimal("0.02")
    assert line.formula == "3 × 0.005 = 0.02"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"call_period": "cut"}, "call_charges.call_period: 'cut' is not allowed (allowed: start, split)"),
        ({"increment": "0/60"}, "terms.call_charges.increment: '0/60' is not allowed (allowed: first/then"),
        ({"increment": 60}, "terms.call_charges.increment: 60 is not allowed"),
        (
            {"rates": {"outbound": {"+86": 1}, "inbound": {"default": 0}}},
            "rates.outbound: default is missing",
        ),
        ({"rates": {"outbound": {86: 1, "default": 1}, "inbound": {"default": 0}}}, "quoted E.164 prefix"),
        ({"bundle": 1}, "terms.call_charges.bundle: 1 is not allowed (allowed: a mapping)"),
    ],
)
def test_what_is_not_allowed(document: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        charges({"default": 1}, **document) if "rates" not in document else agreement(
            {"call_charges": document}
        )
    assert message in str(refused.value)
