"""The operator is late (contracts.md, late_activation; 001:A10, 002:B4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine import Activation, Agreement, Bill, Facts, Month, Outage, bill

from .cases import MARCH, SHANGHAI, agreement, amount, lease, outage, seats

LEASE = lease({"late_activation": {"daily_rate": 0.005}})
APRIL = Month(2026, 4, SHANGHAI)


def late(
    due: str, actual: str | None, *, seats: int = 10, id: str = "1", type: str = "standard"
) -> Activation:
    ended = date.fromisoformat(f"2026-{actual}") if actual else None
    return Activation(id, seats, type, date.fromisoformat(f"2026-{due}"), ended)


def billed(*activations: Activation, month: Month = MARCH, contract: Agreement = LEASE, **facts: Any) -> Bill:
    return bill(contract, Facts(seats=seats(10), activations=activations, **facts), month)


def credit(*activations: Activation, **more: Any) -> Decimal:
    return amount(billed(*activations, **more), "late_activation")


def test_ten_seats_three_days() -> None:
    """'10 seats × 2000, 3 days late: −300.00'"""
    line = billed(late("03-01", "03-04")).lines[-1]
    assert line.amount == Decimal("-300.00")
    assert line.formula == "-(10 × 3 × 2000 × 0.005) = -300.00"
    assert (line.unit, line.quantity, line.taxed) == ("seat_day", 30, False)
    assert [(one.kind, one.subject, one.quantity) for one in line.evidence] == [("activation", "1", 30)]


@pytest.mark.parametrize("actual", ["02-01", "03-01"])
def test_early_or_in_time_is_no_credit(actual: str) -> None:
    assert credit(late("03-01", actual)) == 0


def test_each_day_counts_in_its_month() -> None:
    """Due on 30 March, working on 2 April: a day of March, two of April."""
    one = late("03-30", "04-02")
    assert (credit(one), credit(one, month=APRIL)) == (Decimal("-100.00"), Decimal("-200.00"))


def test_what_does_not_work_yet_is_still_late() -> None:
    assert credit(late("03-01", None)) == Decimal("-3000.00")
    assert credit(late("03-01", None), month=APRIL) == Decimal("-3000.00")


def test_days_before_the_contract_count_in_its_first_month() -> None:
    contract = agreement(
        {"seat_rent": {"price": {"standard": 2000}, "basis": "cutoff"}, "late_activation": {}},
        date(2026, 3, 1),
    )
    assert credit(late("02-26", "03-02"), contract=contract) == Decimal("-400.00")


def test_nothing_runs_after_the_contract() -> None:
    contract = agreement(
        {"seat_rent": {"price": {"standard": 2000}, "basis": "cutoff"}, "late_activation": {}},
        date(2026, 1, 1),
        date(2026, 3, 10),
    )
    assert credit(late("03-01", None), contract=contract) == Decimal("-900.00")


def test_force_majeure_s_days_do_not_run() -> None:
    contract = lease({"late_activation": {}, "force_majeure": {}})
    storm = (outage("03-02T10:00", "03-03T10:00", cause="force_majeure", seats={"s9"}),)
    assert credit(late("03-01", "03-04"), contract=contract, outages=storm) == Decimal("-100.00")
    without = lease({"late_activation": {}, "force_majeure": None})
    assert credit(late("03-01", "03-04"), contract=without, outages=storm) == Decimal("-300.00")
    early = (outage("03-02T01:00", "03-02T02:00", cause="force_majeure"),)
    assert credit(late("03-01", "03-02"), contract=contract, outages=early) == 0, "its days are local ones"


def test_seats_in_two_rows_are_the_seats_in_one() -> None:
    """Rounded once, whatever the rows."""
    contract = lease({"late_activation": {"daily_rate": 0.000333}})
    whole = credit(late("03-01", "03-04", seats=7), contract=contract)
    parts = (late("03-01", "03-04", seats=count, id=str(count)) for count in (1, 2, 4))
    assert credit(*parts, contract=contract) == whole == Decimal("-13.99")


def test_a_price_a_day_is_taken_for_the_whole_month() -> None:
    contract = lease({"seat_rent": {"basis": "per_day", "price": {"standard": 100}}, "late_activation": {}})
    assert credit(late("03-01", "03-02"), contract=contract) == Decimal("-150.00")


def test_after_60_days_the_tenant_may_refuse() -> None:
    """'not mended 60 days after the due date: the tenant may refuse payment and end the contract'"""
    contract = lease({"late_activation": {"daily_rate": 0, "refuse_after_days": 60}})
    made = [billed(late("02-01", None), month=month, contract=contract) for month in (MARCH, APRIL)]
    assert [amount(one, "late_activation") for one in made] == [0, 0]
    assert [[(n.kind, n.subject, n.on) for n in one.notices] for one in made] == [
        [],
        [("may_refuse", "1", date(2026, 4, 3))],
    ]
    assert billed(late("02-01", "04-02"), month=APRIL, contract=contract).notices == ()
    assert len(billed(late("02-01", "04-03"), month=APRIL, contract=contract).notices) == 1
    assert billed(late("02-01", None), month=APRIL).notices == (), "001 has no such right"


@pytest.mark.parametrize(("ends", "told"), [(date(2026, 4, 2), 0), (date(2026, 4, 3), 1)])
def test_what_has_ended_gives_no_right_to_refuse_it(ends: date, told: int) -> None:
    terms = {"seat_rent": {"price": {"standard": 2000}, "basis": "any_day"}}
    contract = agreement({**terms, "late_activation": {"refuse_after_days": 60}}, ends=ends)
    assert len(billed(late("02-01", None), month=APRIL, contract=contract).notices) == told


@given(
    st.integers(0, 90).map(lambda days: date.fromordinal(date(2026, 1, 1).toordinal() + days)),
    st.integers(-5, 150),
    st.lists(st.tuples(st.integers(0, 28), st.integers(0, 80)), max_size=2),
)
def test_the_months_hold_each_late_day_once(due: date, days: int, storms: list[tuple[int, int]]) -> None:
    contract = lease({"late_activation": {"daily_rate": "0.01"}, "force_majeure": {"rent_stops": False}})
    actual = date.fromordinal(due.toordinal() + days)
    one = Activation("1", 1, "standard", due, actual)
    outages = tuple(
        Outage(str(n), m.span.starts, m.next.span.starts, "force_majeure")
        for n, m in enumerate(Month(2026, 1 + start // 10, SHANGHAI) for start, _ in storms)
    )
    months = [Month(2026, number, SHANGHAI) for number in range(1, 10)]
    facts = Facts(activations=(one,), outages=outages)
    credited = sum((amount(bill(contract, facts, month), "late_activation") for month in months), Decimal(0))
    away = {
        date.fromordinal(d) for o in outages for d in range(o.starts.toordinal() + 1, o.ends.toordinal() + 1)
    }  # type: ignore[union-attr]
    running = [
        d for d in range(due.toordinal() + 1, actual.toordinal() + 1) if date.fromordinal(d) not in away
    ]
    assert credited == -20 * len(running)


def test_a_price_an_hour_is_taken_for_the_month_s_hours() -> None:
    contract = lease(
        {
            "seat_rent": {"basis": "seat_hour", "price": {"standard": 10}, "month_hours": 200},
            "late_activation": {},
        }
    )
    assert credit(late("03-01", "03-02"), contract=contract) == Decimal("-100.00")
