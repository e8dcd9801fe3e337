"""What tenants owe: the engine's open bills and the ledger's balance are two sums of the same money."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.invoices import service
from billing.owed import service as owed
from billing.owed.overview import overview
from billing.recorded import service as recorded
from seatyard import clock
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, leased

Command = Callable[..., Result]
TERMS = {"late_fee": {"daily_rate": 0.003}}


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(at("06-15")):
        yield


@pytest.fixture
def acme() -> Leased:
    made = leased(3, overrides=TERMS)
    for month in ("2026-03", "2026-04", "2026-05"):
        service.close(month)
    return made


def of_acme(on: str | None = None) -> owed.Owed:
    (found,) = owed.of_tenant("acme", date.fromisoformat(on) if on else None)
    return found


def test_open_bills_by_their_age(acme: Leased) -> None:
    """6,000 a month, due on the 10th; from April on with the late fees of the months before."""
    found = of_acme()
    assert [(one.period, one.due, one.days_late) for one in found.bills] == [
        ("2026-03", date(2026, 4, 10), 66),
        ("2026-04", date(2026, 5, 10), 36),
        ("2026-05", date(2026, 6, 10), 5),
    ]
    march, april, may = (one.total for one in found.bills)
    assert found.ages == {"not_due": 0, "to_30": may, "to_60": april, "to_90": march, "over_90": 0}
    assert found.balance == found.open == found.overdue == march + april + may
    early = of_acme("2026-05-10")
    assert (early.overdue, early.ages["not_due"]) == (march, april)


def test_what_is_paid_ahead_lowers_the_balance_alone(acme: Leased) -> None:
    before = of_acme().open
    pay(float(before) + 500, "2026-06-12")
    found = of_acme()
    assert (found.open, found.ahead, found.balance) == (0, 500, -500)


def test_a_payment_dated_later_counts_from_its_day(acme: Leased) -> None:
    pay(100, "2026-06-20")
    today, then = of_acme(), of_acme("2026-06-20")
    assert (today.balance - then.balance, today.ahead, then.ahead) == (100, 0, 0)


def test_a_bill_paid_late_is_listed_until_its_fee_is_invoiced() -> None:
    leased(3, overrides=TERMS)
    service.close("2026-03")
    pay(6000, "2026-04-20")
    (late,) = of_acme().bills
    assert (late.period, late.outstanding, late.late_fee) == ("2026-03", 0, 180)
    service.close("2026-04")
    (april,) = of_acme().bills
    assert (april.period, april.outstanding) == ("2026-04", 6180)


def test_all_of_them_the_largest_first(acme: Leased) -> None:
    leased(9, name="beta", overrides=TERMS)
    leased(1, name="idle")
    service.close("2026-05", "beta", first=True)
    found = overview()
    assert [one.balance for one in found.page.entries] == [of_acme().balance, Decimal("18000.00")]
    assert found.totals == {"CNY": of_acme().balance + 18000}
    assert overview(2).page.entries == []


def test_the_command(acme: Leased, command: Command) -> None:
    pay(6000, "2026-06-12", period="2026-03")
    said = command("bill", "arrears", "--tenant", "acme")
    assert said.stdout.startswith("acme  CNY "), said.output
    told: Any = json.loads(command("bill", "arrears", "--json").stdout)["owed"][0]
    assert (told["tenant"], told["on"], told["paid_ahead"]) == ("acme", "2026-06-15", "0.00")
    assert sum(map(Decimal, told["ages"].values())) == Decimal(told["open"])
    assert command("bill", "arrears", "--on", "2026-03-01").stdout == "nothing is owed\n"
    assert command("bill", "arrears", "--tenant", "nobody").exit_code == 2


PAYMENT = st.tuples(
    st.integers(1, 2_000_000),
    st.dates(date(2026, 3, 20), date(2026, 6, 15)),
    st.sampled_from(["", "2026-04"]),
    st.booleans(),
)
"""Cents, the day, the month that it is for, and whether it is taken back."""


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PAYMENT, max_size=5))
def test_engine_and_ledger_agree_whatever_is_paid_and_taken_back(
    acme: Leased, payments: list[tuple[int, date, str, bool]]
) -> None:
    """All money finds a bill as long as one is open; the rest waits."""
    billed = sum((one.total for one in of_acme().bills), Decimal(0))
    standing, paid = [], Decimal(0)
    for cents, day, period, back in payments:
        fact = pay(cents / 100, day.isoformat(), **({"period": period} if period else {}))
        if back:
            recorded.withdraw(fact, reason="not ours", by="ann")
        else:
            standing.append(fact)
            paid += Decimal(cents) / 100
    found = of_acme() if paid != billed else None
    if found is not None:
        assert (found.balance, found.open) == (billed - paid, max(billed - paid, 0))
        assert found.ahead == max(paid - billed, 0)
        (shown,) = overview().page.entries
        assert (shown.balance, shown.ages, shown.ahead) == (found.balance, found.ages, found.ahead)
    assert unproven() == []
    for fact in standing:
        recorded.withdraw(fact, reason="the next try", by="ann")
