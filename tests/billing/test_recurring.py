"""Charges month by month and year by year (contracts.md, recurring)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from seatyard.errors import InvalidInput

from .charged import amounts, billed, contract, months

PURCHASE: dict[str, Any] = {
    "service_number": {"price": 25000, "every": "year"},
    "trunk_line": {"price": 10, "quantity": 600, "every": "month"},
    "server": {"price": 25000, "quantity": 5, "every": "year"},
    "maintenance": {"price": 0, "every": "month"},
}


def recurring(item: dict[str, Any], **others: Any) -> Any:
    return contract({"recurring": {"items": {"server": item}}}, **others)


def charged(made: Any, first: str, count: int) -> dict[str, Decimal]:
    """Months with a line, and what it comes to."""
    found = {month: billed(made, month) for month in months(first, count)}
    return {month: bill.total for month, bill in found.items() if bill.lines}


def test_the_contract_of_000() -> None:
    """'number 25,000 a year, trunk line 10 each, server 25,000 a year, maintenance 0 a month'"""
    made = contract({"recurring": {"items": PURCHASE}})
    assert amounts(billed(made, "2026-03")) == [
        ("maintenance", Decimal("0.00")),
        ("server", Decimal("125000.00")),
        ("service_number", Decimal("25000.00")),
        ("trunk_line", Decimal("6000.00")),
    ]
    assert amounts(billed(made, "2026-04")) == [
        ("maintenance", Decimal("0.00")),
        ("trunk_line", Decimal("6000.00")),
    ]
    assert len(billed(made, "2027-03").lines) == 4


def test_a_line_says_what_it_is_for() -> None:
    made = contract({"recurring": {"items": PURCHASE}})
    maintenance, server, *_ = billed(made, "2026-03").lines
    assert (server.description.en, server.description.zh) == (
        "Server, 2026-03-01 to 2027-02-28",
        "呼叫中心服务器（2026-03-01 至 2027-02-28）",
    )
    assert (server.formula, server.unit, server.quantity) == ("5 × 25000 = 125000.00", "item_year", 5)
    assert (maintenance.formula, maintenance.unit) == ("1 × 0 = 0.00", "item_month")
    assert [(e.kind, e.subject, e.quantity) for e in server.evidence] == [
        ("term", "recurring.items.server", 5)
    ]


def test_a_period_begins_on_the_anniversary_of_the_contract() -> None:
    yearly = recurring({"price": 100, "every": "year"}, starts="2026-03-16", ends="2028-03-15")
    assert list(charged(yearly, "2026-03", 25)) == ["2026-03", "2027-03"]
    monthly = recurring({"price": 100, "every": "month"}, starts="2026-03-16", ends="2026-06-15")
    assert list(charged(monthly, "2026-03", 4)) == ["2026-03", "2026-04", "2026-05"]


def test_an_item_of_29_february_begins_its_years_on_the_last_of_that_month() -> None:
    made = recurring({"price": 100, "every": "year", "starts": "2024-02-29"}, starts="2024-01-01")
    assert list(charged(made, "2024-01", 51)) == [f"{year}-02" for year in range(2024, 2029)]
    said = [billed(made, month).lines[0].description.en for month in ("2025-02", "2028-02")]
    assert said == ["Server, 2025-02-28 to 2026-02-27", "Server, 2028-02-29 to 2029-02-27"]


def test_a_month_without_a_31st_begins_its_period_on_its_last_day() -> None:
    made = recurring({"price": 100, "every": "month"}, starts="2026-01-31", ends="2026-04-29")
    assert charged(made, "2026-01", 4) == dict.fromkeys(months("2026-01", 3), Decimal("100.00"))
    assert billed(made, "2026-02").lines[0].description.en == "Server, 2026-02-28 to 2026-03-30"


def test_a_year_in_twelfths_adds_up_to_its_price() -> None:
    made = recurring({"price": 25000, "every": "year", "charged": "monthly"}, starts="2026-03-16")
    paid = charged(made, "2026-03", 24)
    assert list(paid.values())[:4] == [Decimal(f"2083.{cents}") for cents in (33, 34, 33, 33)]
    assert sum(list(paid.values())[:12]) == sum(list(paid.values())[12:]) == 25000
    second = billed(made, "2026-04").lines[0]
    assert second.formula == "1 × 25000 × 2 / 12 - 2083.33 = 2083.34"
    assert second.description.en == "Server, 2026-04-16 to 2026-05-15, month 2 of its year"


@pytest.mark.parametrize("price", ["0", "0.01", "0.05", "1", "99.999", "24000", "123456789.123456789012"])
@pytest.mark.parametrize("quantity", ["1", "3", "0.5", "0"])
def test_whatever_the_price_the_twelve_months_add_up(price: str, quantity: str) -> None:
    item = {"price": price, "quantity": quantity, "every": "year"}
    monthly = charged(recurring(item | {"charged": "monthly"}), "2026-03", 12)
    assert len(monthly) == 12
    assert min(monthly.values()) >= 0
    assert max(monthly.values()) - min(monthly.values()) <= Decimal("0.01")
    assert sum(monthly.values()) == billed(recurring(item), "2026-03").total


def test_an_exact_twelfth_is_just_that() -> None:
    made = recurring({"price": 24000, "every": "year", "charged": "monthly"})
    assert billed(made, "2026-07").lines[0].formula == "1 × 24000 / 12 = 2000.00"


def test_an_item_has_its_own_first_and_last_day() -> None:
    item = {"price": 100, "every": "month", "starts": "2026-04-10", "ends": "2026-06-09"}
    assert charged(recurring(item), "2026-03", 6) == {"2026-04": Decimal(100), "2026-05": Decimal(100)}


def test_a_period_that_the_end_cuts_short_costs_its_days() -> None:
    """A contract 'from 1 March 2026 to 1 March 2027' owes no second year for its last day."""
    yearly = recurring({"price": 25000, "every": "year"}, ends="2027-03-01")
    (line,) = billed(yearly, "2027-03").lines
    assert line.formula == "1 × 25000 × 1 / 366 = 68.31"
    assert line.explained.en == "1 × 25,000.00 × 1 day / 366 = 68.31"
    assert line.description.en == "Server, 2027-03-01 to 2027-03-01"
    monthly = recurring({"price": 310, "every": "month", "ends": "2026-06-10"}, starts="2026-03-06")
    assert charged(monthly, "2026-03", 6)["2026-06"] == Decimal("51.67")
    day = recurring({"price": 310, "every": "month", "starts": "2026-03-10", "ends": "2026-03-10"})
    assert charged(day, "2026-03", 2) == {"2026-03": Decimal("10.00")}
    twelfth = recurring({"price": 25000, "every": "year", "charged": "monthly"}, ends="2026-04-10")
    assert billed(twelfth, "2026-04").lines[0].formula == "(1 × 25000 × 2 / 12 - 2083.33) × 10 / 30 = 694.45"


def test_or_all_of_it() -> None:
    item = {"price": 25000, "every": "year", "last": "whole"}
    (line,) = billed(recurring(item, ends="2027-03-01"), "2027-03").lines
    assert (line.amount, line.description.en) == (Decimal("25000.00"), "Server, 2027-03-01 to 2028-02-29")


def test_an_early_end_gives_nothing_back_and_a_renewal_takes_nothing_off() -> None:
    item = {"price": 25000, "every": "year"}
    assert billed(recurring(item, ends="2028-02-28", ended="2026-03-20"), "2026-03").total == 25000
    renewing = {"recurring": {"items": {"server": item}}, "renewal": {"months": 12, "times": 1}}
    made = contract(renewing, starts="2026-06-01", ends="2027-02-28")
    assert billed(made, "2026-06").total == 25000
    assert billed(made, "2027-06").lines[0].formula == "1 × 25000 × 274 / 366 = 18715.85"


def test_an_item_from_before_the_contract_counts_from_its_first_day() -> None:
    made = recurring({"price": 100, "every": "year", "starts": "2025-07-01"})
    assert list(charged(made, "2026-03", 13)) == ["2026-03", "2027-03"]


def test_a_period_follows_the_terms_of_the_day_on_which_it_begins() -> None:
    changes = [{"starts": "2026-04-16", "overrides": {"recurring": {"items": {"server": {"price": 120}}}}}]
    for starts, april in (("2026-03-15", 100), ("2026-03-16", 120)):
        made = recurring({"price": 100, "every": "month"}, starts=starts, changes=changes)
        assert charged(made, "2026-04", 2) == {"2026-04": Decimal(april), "2026-05": Decimal(120)}


@pytest.mark.parametrize(
    ("item", "line"),
    [
        ({"price": -1, "every": "month"}, "terms.recurring.items.server.price: -1 is not allowed"),
        (
            {"price": 1, "every": "week"},
            "terms.recurring.items.server.every: 'week' is not allowed (allowed: month, year)",
        ),
        ({"price": 1}, "terms.recurring.items.server: every is missing"),
        (
            {"price": 1, "every": "month", "starts": "2026-02-29"},
            "terms.recurring.items.server.starts: '2026-02-29' is not allowed (allowed: a date such as 2026",
        ),
        (
            {"price": 1, "every": "month", "starts": "2026-03-02", "ends": "2026-03-01"},
            "terms.recurring.items.server.ends: 2026-03-01 is before its start (allowed: from 2026-03-02)",
        ),
        (
            {"price": "0.1234567890123", "every": "month"},
            "terms.recurring.items.server.price: '0.1234567890123' is not allowed (allowed: a number from 0",
        ),
        (
            {"price": 1, "every": "month", "charged": "later"},
            "terms.recurring.items.server.charged: 'later' is not allowed (allowed: advance, monthly)",
        ),
    ],
)
def test_a_bad_item_is_one_line(item: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recurring(item)
    assert str(refused.value).startswith(line)
