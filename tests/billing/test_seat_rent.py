"""Rent per seat and month (contracts.md, seat_rent)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.engine import Month, bill
from billing.engine.facts import Facts
from seatyard.errors import InvalidInput

from .cases import MARCH, SHANGHAI, agreement, amount, lease, march, seats

TWO = {"inbound": 400, "bidirectional": 650}


def rent(basis: str, price: dict[str, object] | None = None, **others: object):
    return agreement({"seat_rent": {"price": price or {"standard": 2000}, "basis": basis, **others}})


def test_cutoff_four_of_ten_released_on_the_20th() -> None:
    """'10 seats from 1 March, 4 released on 20 March: 4×1400 + 6×2000 = 17,600.00'"""
    made = march(lease(), seats(4, starts="03-01", ends="03-20"), seats(6, starts="03-01", first=5))
    (line,) = made.lines
    assert line.amount == made.total == Decimal("17600.00")
    assert line.formula == "(4 × 0.7 + 6 × 1) × 2000 = 17600.00"
    assert (line.quantity, line.unit, line.unit_price) == (Decimal("8.8"), "seat_month", Decimal(2000))


def test_cutoff_released_on_the_21st() -> None:
    """'released on 21 March: 20,000.00'"""
    made = march(lease(), seats(4, starts="03-01", ends="03-21"), seats(6, starts="03-01", first=5))
    assert made.total == Decimal("20000.00")


def test_cutoff_added_on_the_25th() -> None:
    """'3 more added on 25 March: + 6,000.00'"""
    made = march(lease(), seats(10, starts="03-01"), seats(3, starts="03-25", first=11))
    assert made.total == Decimal("26000.00")


def test_cutoff_added_and_released_in_one_month_goes_by_the_release_date() -> None:
    early, late = (
        seats(1, starts="03-05", ends="03-20T18:30"),
        seats(1, starts="03-05", ends="03-25", first=2),
    )
    assert march(lease(), early, late).total == Decimal("3400.00")


def test_cutoff_a_seat_given_back_and_taken_again_is_there_at_the_end() -> None:
    assert march(lease(), seats(1, ends="03-10"), seats(1, starts="03-25")).total == Decimal("2000.00")


def test_cutoff_a_change_of_type_is_no_release() -> None:
    contract = rent("cutoff", TWO)
    made = march(
        contract, seats(1, type="inbound", ends="03-10"), seats(1, type="bidirectional", starts="03-10")
    )
    assert made.total == Decimal("650.00")


def test_cutoff_day_and_share_are_parameters() -> None:
    contract = lease({"seat_rent": {"cutoff_day": 15, "early_release_share": 0.5}})
    assert march(contract, seats(1, ends="03-15")).total == Decimal("1000.00")
    assert march(contract, seats(1, ends="03-16")).total == Decimal("2000.00")


def test_the_release_date_is_a_local_one() -> None:
    """20 March 23:30 in Shanghai is on the 20th, though New York has the morning of it."""
    made = march(lease(), seats(1, ends="03-20T23:59:59"))
    assert made.total == Decimal("1400.00")


def test_a_contract_that_ends_in_the_month_gives_its_seats_back_on_its_last_day() -> None:
    def total(last: date) -> Decimal:
        document = {"seat_rent": {"price": {"standard": 2000}, "basis": "cutoff"}}
        return march(agreement(document, ends=last), seats(1)).total

    assert total(date(2026, 3, 20)) == Decimal("1400.00")
    assert total(date(2026, 3, 21)) == Decimal("2000.00")
    assert total(date(2026, 3, 31)) == Decimal("2000.00")


@pytest.mark.parametrize("basis", ["cutoff", "any_day", "daily", "per_day"])
def test_a_seat_that_was_gone_before_the_month_costs_nothing(basis: str) -> None:
    made = march(rent(basis), seats(1, ends="03-01"), seats(1, starts="04-01", first=2))
    assert (made.lines, made.total) == ((), Decimal("0.00"))


def test_any_day_at_the_dearest_type_held() -> None:
    """'1 if active at any moment of the month, at the dearest type that it held'"""
    contract = rent("any_day", TWO)
    made = march(
        contract,
        seats(1, type="bidirectional", ends="03-01T00:00:01"),
        seats(1, type="inbound", starts="03-01T00:00:01"),
        seats(1, type="inbound", starts="03-31T23:59:59", first=2),
    )
    assert {line.description.en: line.amount for line in made.lines} == {
        "Rent of inbound seats": Decimal("400.00"),
        "Rent of bidirectional seats": Decimal("650.00"),
    }
    assert [evidence.quantity for line in made.lines for evidence in line.evidence] == [1, 0, 1]


def test_daily_counts_local_days_touched() -> None:
    """'active local days / days of the month, a day counting when the seat was active at any moment of it'"""
    made = march(rent("daily"), seats(1, starts="03-30T23:59", ends="03-31T00:01"), seats(1, first=2))
    (line,) = made.lines
    assert line.formula == "(1 × 2 / 31 + 1 × 31 / 31) × 2000 = 2129.03"
    assert march(rent("daily"), seats(1, starts="03-30", ends="03-31")).total == Decimal("64.52")


def test_daily_a_day_of_two_types_counts_once_at_the_dearer() -> None:
    contract = rent("daily", {"inbound": 310, "bidirectional": 620})
    made = march(
        contract,
        seats(1, type="inbound", ends="03-11T12:00"),
        seats(1, type="bidirectional", starts="03-11T12:00"),
    )
    assert made.total == Decimal("100.00") + Decimal("420.00")


def test_per_day_charges_active_days() -> None:
    made = march(rent("per_day", {"standard": "85.5"}), seats(2, starts="03-29"))
    (line,) = made.lines
    assert (line.quantity, line.unit, line.amount) == (6, "seat_day", Decimal("513.00"))


@pytest.mark.parametrize(
    ("basis", "units", "total"), [("any_day", 77, "154000.00"), ("per_day", 77 * 31, "4774000.00")]
)
def test_minimum_seats_on_top_of_any_basis(basis: str, units: int, total: str) -> None:
    made = march(rent(basis, minimum_seats=80), seats(3))
    _, missing = made.lines
    assert missing.amount == Decimal(total)
    assert missing.quantity == units
    assert [(e.kind, e.subject) for e in missing.evidence] == [("line", "1")]


def test_minimum_is_not_billed_when_reached() -> None:
    assert len(march(rent("any_day", minimum_seats=3), seats(3)).lines) == 1


def test_minimum_of_several_types_must_name_one() -> None:
    with pytest.raises(InvalidInput) as refused:
        rent("any_day", TWO, minimum_seats=5)
    assert str(refused.value) == "terms.seat_rent.minimum_type: is missing (allowed: inbound, bidirectional)"
    assert march(rent("any_day", TWO, minimum_seats=5, minimum_type="inbound")).total == Decimal("2000.00")


def test_an_unknown_basis_is_refused_with_the_allowed_ones() -> None:
    with pytest.raises(InvalidInput) as refused:
        rent("weekly")
    assert str(refused.value) == (
        "terms.seat_rent.basis: 'weekly' is not allowed (allowed: cutoff, any_day, daily, per_day, seat_hour)"
    )


def test_a_type_without_a_price_is_refused() -> None:
    with pytest.raises(InvalidInput, match="seat s1 is of type 'gold', which has no price"):
        march(lease(), seats(1, type="gold"))


def test_a_month_before_the_contract_is_refused() -> None:
    with pytest.raises(InvalidInput, match="does not cover 2025-12"):
        bill(lease(), Facts(), Month(2025, 12, SHANGHAI))


def test_every_interval_of_a_seat_is_evidence() -> None:
    intervals = (*seats(2, ends="03-10"), *seats(1, starts="03-12"))
    made = march(lease(), intervals)
    assert {e.subject for line in made.lines for e in line.evidence} == {i.id for i in intervals}
    assert amount(made, "seat_rent") == Decimal("3400.00")
    assert made.due == date(2026, 4, 10)
    assert made.period == MARCH.name
