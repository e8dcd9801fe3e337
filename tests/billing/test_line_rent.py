"""Leased lines (contracts.md: 'Leased lines (``line_rent``) follow the same cutoff rule')."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine import Outage, SeatInterval
from seatyard.errors import InvalidInput

from .cases import amount, at, lease, seats
from .charged import billed, contract


def lines(count: int, starts: str, ends: str | None = None, first: int = 1, type: str = "leased") -> Any:
    until = at(ends) if ends else None
    return tuple(SeatInterval(str(n), str(n), type, at(starts), until) for n in range(first, first + count))


def rented(**others: Any) -> Any:
    return contract({"line_rent": {"price": {"leased": 300}} | others})


@pytest.mark.parametrize(("released", "total"), [("03-20", "2640.00"), ("03-21", "3000.00")])
def test_the_cutoff_rule_of_seats(released: str, total: str) -> None:
    """001:A6 '在当月20日之前（含20日）退租坐席，乙方按照每月应付电路和坐席租费的70%'"""
    facts = (*lines(4, "03-01", released), *lines(6, "03-01", first=5))
    (line,) = billed(rented(), "2026-03", lines=facts).lines
    assert line.amount == Decimal(total)
    assert (line.unit, line.unit_price, line.description.zh) == ("line_month", 300, "专线租金")
    assert {(e.kind, e.subject) for e in line.evidence} == {("leased_line", str(n)) for n in range(1, 11)}


def test_a_line_for_each_type_with_its_unit() -> None:
    made = contract({"line_rent": {"price": {"leased": 300, "trunk": 10}}})
    facts = (*lines(1, "03-01"), *lines(30, "03-01", first=2, type="trunk"))
    found = billed(made, "2026-03", lines=facts).lines
    assert [line.explained.en for line in found] == [
        "1 line × 1 × 300.00 = 300.00",
        "30 lines × 1 × 10.00 = 300.00",
    ]
    assert found[1].explained.zh == "30 条 × 1 × 10.00 = 300.00"


def test_another_basis() -> None:
    (line,) = billed(rented(basis="daily"), "2026-03", lines=lines(2, "03-30")).lines
    assert line.formula == "2 × 2 / 31 × 300 = 38.71"
    (line,) = billed(rented(basis="per_day"), "2026-03", lines=lines(2, "03-30")).lines
    assert (line.unit, line.quantity) == ("line_day", 4)


@pytest.mark.parametrize(
    ("event", "credit"),
    [
        (("03-01", None, None), -500),
        (("03-05T10:00", "03-06T12:00", None), Decimal("-33.33")),
        (("03-01", None, frozenset({"s1"})), 0),
    ],
)
def test_force_majeure_takes_off_the_rent_of_lines(event: tuple[Any, ...], credit: Decimal | int) -> None:
    """001 第七章第四条 '在不可抗力期间，乙方不产生任何费用'; where it befell some seats only, lines go on."""
    starts, ends, among = event
    storm = Outage("o", at(starts), at(ends) if ends else None, "force_majeure", among)
    leased = lines(1, "03-01", type="circuit")
    made = billed(lease({"force_majeure": {}}), "2026-03", lines=leased, outages=(storm,))
    assert amount(made, "force_majeure") == credit
    if credit:
        line = made.lines[-1]
        assert (line.unit, line.description.zh) == ("line_day", "电路不可抗力期间免收租金")
        assert [(one.kind, one.subject) for one in line.evidence] == [("outage", "o"), ("leased_line", "1")]
    goes_on = lease({"force_majeure": {"rent_stops": False}})
    assert billed(goes_on, "2026-03", lines=leased, outages=(storm,)).total == 500


def test_force_majeure_takes_off_no_more_than_a_line_costs() -> None:
    storm = Outage("o", at("03-01"), None, "force_majeure")
    for basis in ("cutoff", "any_day", "daily", "per_day"):
        terms = {"force_majeure": {}, "line_rent": {"basis": basis}}
        for until, most in (("03-20", 367), (None, 0)):
            leased = lines(2, "03-01", until, type="circuit")
            assert 0 <= billed(lease(terms), "2026-03", lines=leased, outages=(storm,)).total <= most


def test_a_line_that_changed_its_type_is_credited_by_the_dearer() -> None:
    price = {"line_rent": {"basis": "daily", "price": {"circuit": 500, "trunk": 10}}, "force_majeure": {}}
    changed = (*lines(1, "03-01", "03-16", type="trunk"), *lines(1, "03-16", type="circuit"))
    storm = Outage("o", at("03-20"), at("03-21"), "force_majeure")
    made = billed(lease(price), "2026-03", lines=changed, outages=(storm,))
    assert amount(made, "force_majeure") == Decimal("-16.67")
    assert made.lines[-1].description.zh == "电路不可抗力期间免收租金"


def test_a_line_is_no_seat() -> None:
    """What befalls seats credits no line, and lines are not counted as seats."""
    made = lease({"line_rent": {"price": {"leased": 300}}})
    bill = billed(made, "2026-03", seats=seats(1), lines=lines(1, "03-01"))
    assert [(line.clause, line.amount) for line in bill.lines] == [("seat_rent", 2000), ("line_rent", 300)]
    assert made.term.starts == date(2026, 1, 1)


def test_nobody_signs_in_to_a_line() -> None:
    with pytest.raises(InvalidInput) as refused:
        rented(basis="seat_hour")
    assert str(refused.value) == (
        "terms.line_rent.basis: 'seat_hour' is not allowed (allowed: cutoff, any_day, daily, per_day)"
    )


def test_a_type_without_a_price_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        billed(rented(), "2026-03", lines=lines(1, "03-01", type="dsl"))
    assert str(refused.value) == (
        "line_rent.price: line 1 is of type 'dsl', which has no price (allowed: leased)"
    )
