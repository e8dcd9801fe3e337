"""Faults by the day (contracts.md, outage_credit)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.engine import Facts, Month, bill
from seatyard.errors import InvalidInput

from .cases import SHANGHAI, amount, lease, march, outage, seats

LEASE = lease()


def credit(*facts: object, **parameters: object) -> Decimal:
    contract = lease({"outage_credit": parameters}) if parameters else LEASE
    return amount(march(contract, *facts), "outage_credit")


def test_26_hours_are_two_days_rounded_once() -> None:
    """'Rent 2000: 26 h → 2 days → 133.333… a seat; 10 seats: −1,333.33 (rounded once)'"""
    made = march(LEASE, seats(10), outage("03-05T10:00", "03-06T12:00"))
    _, line = made.lines
    assert line.amount == Decimal("-1333.33")
    assert line.formula == "-(10 × 2 × 2000 / 30) = -1333.33"
    assert (line.quantity, line.unit) == (20, "seat_day")
    assert made.total == Decimal("18666.67")


def test_exactly_15_days() -> None:
    """'Exactly 15 days: −1,000.00 a seat'"""
    assert credit(seats(1), outage("03-02", "03-17")) == Decimal("-1000.00")


def test_15_days_and_a_minute() -> None:
    """'15 days and 1 minute: −2,000.00'"""
    assert credit(seats(1), outage("03-02", "03-17T00:01")) == Decimal("-2000.00")


def test_the_waiver_goes_by_time_not_by_rounded_days() -> None:
    """16 outages of an hour are 16 rounded days, and 16 hours."""
    short = tuple(outage(f"03-{day:02}T10:00", f"03-{day:02}T11:00") for day in range(1, 17))
    assert credit(seats(1), short) == Decimal("-1066.67")


def test_each_outage_is_rounded_up_by_itself() -> None:
    """'each outage is rounded up by itself … parameter round: outage|month'"""
    two = (outage("03-05T10:00", "03-05T11:00"), outage("03-05T12:00", "03-05T13:00"))
    assert credit(seats(1), two) == Decimal("-133.33")
    assert credit(seats(1), two, round="month") == Decimal("-66.67")


def test_overlapping_and_touching_outages_are_one() -> None:
    """'overlapping ones first merged per seat'"""
    three = (
        outage("03-05T10:00", "03-05T12:00"),
        outage("03-05T11:00", "03-05T13:00", seats={"s1"}),
        outage("03-05T13:00", "03-05T14:00"),
    )
    assert credit(seats(1), three) == Decimal("-66.67")


def test_an_outage_over_the_month_is_cut_at_local_midnight() -> None:
    """'An outage over a month's end is cut at local midnight, and each part counts in its month'"""
    over = outage("03-31T23:00", "04-02T01:00")
    april = Month(2026, 4, SHANGHAI)
    assert credit(seats(1), over) == Decimal("-66.67")
    made = bill(LEASE, Facts(seats=seats(1), outages=(over,)), april)
    assert amount(made, "outage_credit") == Decimal("-133.33")
    assert [e.quantity for e in made.lines[1].evidence if e.kind == "outage"] == [25 * 60]


def test_an_outage_that_lasts_counts_to_the_end_of_the_month() -> None:
    assert credit(seats(1), outage("03-30T12:00", None)) == Decimal("-133.33")


@pytest.mark.parametrize(
    ("ends", "expected"), [("03-05T13:59", "0"), ("03-05T14:00", "0"), ("03-05T14:01", "-66.67")]
)
def test_restore_within_is_the_time_allowed_for_mending(ends: str, expected: str) -> None:
    """'For each provider-fault outage of a seat that lasts past restore_within (default 0)'"""
    assert credit(seats(1), outage("03-05T10:00", ends), restore_within="4 hours") == Decimal(expected)


def test_restore_within_looks_at_the_whole_outage() -> None:
    over = outage("03-31T22:00", "04-01T03:00")
    assert credit(seats(1), over, restore_within="4 hours") == Decimal("-66.67")


def test_never_more_than_the_rent_of_that_seat() -> None:
    """'Never more than the month's rent of that seat': a seat released early costs 1400."""
    early = seats(1, ends="03-20")
    assert credit(early, outage("03-01", "03-16T01:00")) == Decimal("-1400.00")
    many = tuple(outage(f"03-{day:02}T10:00", f"03-{day:02}T11:00") for day in range(1, 20))
    assert credit(seats(1, ends="03-20", first=2), many) == Decimal("-1266.67")
    later = tuple(
        outage(f"03-{day:02}T{hour:02}:00", f"03-{day:02}T{hour:02}:10")
        for day in range(1, 20)
        for hour in (1, 2)
    )
    assert credit(seats(1, ends="03-20", first=2), later) == Decimal("-1400.00")


def test_waived_after_is_a_parameter() -> None:
    assert credit(seats(1), outage("03-02", "03-07T00:01"), waive_after_days=5) == Decimal("-2000.00")


@pytest.mark.parametrize("cause", ["planned", "force_majeure", "tenant", "terminal", "third_party"])
def test_only_the_provider_s_faults_count(cause: str) -> None:
    assert credit(seats(1), outage("03-05", "03-06", cause=cause)) == 0


def test_only_seats_that_were_leased_and_befallen() -> None:
    fault = outage("03-05T10:00", "03-05T12:00", seats={"s1", "s3"})
    leased = (*seats(2), *seats(1, ends="03-05T10:00", first=3), *seats(1, starts="03-05T11:00", first=4))
    made = march(LEASE, leased, fault)
    assert amount(made, "outage_credit") == Decimal("-66.67")
    assert {(e.kind, e.subject) for e in made.lines[-1].evidence} == {
        ("outage", fault.id),
        ("seat", leased[0].id),
    }


@pytest.mark.parametrize("befallen", ["s1", "s2"])
def test_of_seats_leased_alike_only_the_befallen_is_credited(befallen: str) -> None:
    leased = seats(2)
    made = march(LEASE, leased, outage("03-05T10:00", "03-05T12:00", seats={befallen}))
    assert amount(made, "outage_credit") == Decimal("-66.67")
    credited = [one.subject for one in made.lines[-1].evidence if one.kind == "seat"]
    assert credited == [one.id for one in leased if one.seat == befallen]


def test_seats_leased_alike_are_credited_each_for_its_own_outage() -> None:
    """A day of one, three of the other."""
    two = (outage("03-05", "03-06", seats={"s1"}), outage("03-10", "03-13", seats={"s2"}))
    made = march(LEASE, seats(2), two)
    assert made.lines[-1].formula == "-(1 × 1 × 2000 / 30 + 1 × 3 × 2000 / 30) = -266.67"


def test_a_change_of_type_does_not_split_an_outage() -> None:
    contract = lease({"seat_rent": {"price": {"standard": 300, "county": 600}}})
    two = (*seats(1, ends="03-05T12:00"), *seats(1, type="county", starts="03-05T12:00"))
    made = march(contract, two, outage("03-05T10:00", "03-05T14:00"))
    assert amount(made, "outage_credit") == Decimal("-20.00")


def test_a_line_for_each_type_of_seat() -> None:
    contract = lease({"seat_rent": {"price": {"county": 1000}}})
    made = march(contract, seats(1), seats(1, type="county", first=2), outage("03-05", "03-06"))
    assert [line.amount for line in made.lines[2:]] == [Decimal("-33.33"), Decimal("-66.67")]


def test_days_in_a_contract_priced_by_the_day() -> None:
    contract = lease({"seat_rent": {"basis": "per_day", "price": {"standard": 30}}})
    made = march(contract, seats(1), outage("03-05T10:00", "03-05T11:00"))
    assert amount(made, "outage_credit") == Decimal("-30.00"), "a day at the day's price"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"round": "day"}, "outage_credit.round: 'day' is not allowed (allowed: outage, month)"),
        ({"restore_within": 4}, "0, or a number of minutes, hours or days such as '4 hours'"),
        ({"waive_after_days": 0}, "a whole number from 1 to 31"),
        ({"after": 1}, "unknown key 'after' (allowed: round, waive_after_days, restore_within)"),
    ],
)
def test_what_is_not_allowed(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        lease({"outage_credit": parameters})
    assert message in str(refused.value)


def test_time_is_counted_to_the_microsecond() -> None:
    assert credit(seats(1), outage("03-05", "03-06")) == Decimal("-66.67")
    assert credit(seats(1), outage("03-05", "03-06T00:00:00.000001")) == Decimal("-133.33")
