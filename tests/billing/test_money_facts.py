"""Refunds, write-offs and recoveries: never more than there is, booked, and known to bills that follow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.invoices import service
from billing.ledger.statement import balances
from billing.owed import service as owed
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.billing.owed import answer, fee, only
from tests.factories import UserFactory

Command = Callable[..., Result]
MARCH = "SY-2026-000001"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What it asks a database for, tests/billing/{ledger,audit} ask of both."""


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(at("06-15")):
        yield


@pytest.fixture
def acme() -> Leased:
    """Three bills of 6,000 each, due on the 10th of April, May and June."""
    made = leased(3)
    for month in ("2026-03", "2026-04", "2026-05"):
        service.close(month)
    return made


def tell(kind: str, amount: Any, of: str, on: str = "2026-06-15", **more: Any) -> str:
    key = "invoice" if kind == "write_offs" else "of"
    entry = {"at": on, "amount": amount, key: of, "reason": "agreed", **more}
    (fact,) = recorded.add("acme", {"facts": {kind: [entry]}}, by="ann", again=True)
    return fact.name


def of_acme(on: str | None = None) -> owed.Owed:
    (found,) = owed.of_tenant("acme", date.fromisoformat(on) if on else None)
    return found


def booked(tenant: Leased) -> dict[str, Decimal]:
    db.session.rollback()
    return balances(tenant.tenant.id)["CNY"]


def test_what_a_payment_left_over_goes_back_once(acme: Leased) -> None:
    payment = pay(18500, "2026-06-10")
    with pytest.raises(InvalidInput, match=rf"^facts.refunds\[0\].amount: 500.01 is too much: {payment} has"):
        tell("refunds", "500.01", payment)
    tell("refunds", 300, payment)
    with pytest.raises(InvalidInput, match=r"201 is too much: .* has 200.00 that is unused"):
        tell("refunds", 201, payment)
    assert booked(acme) == {
        "receivable": Decimal("-200.00"),
        "cash": Decimal("18200.00"),
        "revenue.rent": Decimal("-18000.00"),
    }
    assert (of_acme().open, of_acme().ahead) == (0, 200)
    assert unproven() == []


def test_a_refund_over_the_payment_is_refused_and_nothing_is_booked(acme: Leased, command: Command) -> None:
    payment = pay(100, "2026-06-10")
    with pytest.raises(InvalidInput):
        tell("refunds", 101, payment)
    assert booked(acme)["cash"] == 100
    with pytest.raises(NotFound, match="'F99' is neither a payment nor a bill below zero"):
        tell("refunds", 1, "F99")
    with pytest.raises(InvalidInput, match="is before it"):
        tell("refunds", 1, pay(99999, "2026-06-12"), on="2026-06-01")
    assert unproven() == []


def test_a_payment_that_was_refunded_is_not_taken_back_before_the_refund(acme: Leased) -> None:
    payment = pay(20000, "2026-06-10")
    refund = tell("refunds", 2000, payment)
    with pytest.raises(Conflict, match=f"{refund} takes 2000 of it"):
        recorded.withdraw(payment, reason="not ours", by="ann")
    recorded.withdraw(refund, reason="never sent", by="ann")
    recorded.withdraw(payment, reason="not ours", by="ann")
    assert booked(acme)["cash"] == 0
    assert unproven() == []


def test_money_that_went_back_pays_no_bill_that_comes_later(acme: Leased) -> None:
    payment = pay(18500, "2026-06-10")
    tell("refunds", 500, payment)
    with clock.frozen(at("07-02")):
        service.close("2026-06")
        assert (of_acme().open, of_acme().balance) == (6000, 6000)


def test_money_on_account_pays_the_next_bill_and_is_then_no_refund(acme: Leased) -> None:
    payment = pay(18500, "2026-06-10")
    with clock.frozen(at("07-02")):
        service.close("2026-06")
        assert of_acme().open == 5500
        with pytest.raises(InvalidInput, match=r"500 is too much: .* has 0 that is unused"):
            tell("refunds", 500, payment, on="2026-07-02")


def test_a_bill_written_off_is_open_no_more_until_it_is_recovered(acme: Leased) -> None:
    with pytest.raises(InvalidInput, match=rf"6001 is too much: 6000.00 of {MARCH} is open"):
        tell("write_offs", 6001, MARCH)
    with pytest.raises(NotFound, match="'SY-2026-000099' is no bill that the contract owes"):
        tell("write_offs", 1, "SY-2026-000099")
    off = tell("write_offs", 6000, MARCH, on="2026-06-11")
    assert [one.id for one in of_acme().bills] == ["SY-2026-000002", "SY-2026-000003"]
    assert booked(acme)["written_off"] == 6000
    assert of_acme("2026-06-10").open == 18000
    pay(6000, "2026-06-13")
    assert [one.id for one in of_acme().bills] == ["SY-2026-000003"]
    with pytest.raises(InvalidInput, match="7000 is too much: 6000 of"):
        tell("recoveries", 7000, off)
    tell("recoveries", 2500, off)
    first, _ = of_acme().bills
    assert (first.id, first.outstanding, first.written_off, first.paid) == (MARCH, 2500, 3500, 0)
    with pytest.raises(Conflict):
        recorded.withdraw(off, reason="x", by="ann")
    assert (booked(acme)["written_off"], of_acme().balance, of_acme().open) == (3500, 8500, 8500)
    assert unproven() == []


def test_a_payment_goes_to_the_bill_that_it_names(acme: Leased) -> None:
    pay(7000, "2026-06-12", invoice="SY-2026-000002")
    assert {one.id: one.outstanding for one in of_acme().bills} == {MARCH: 5000, "SY-2026-000003": 6000}
    with pytest.raises(NotFound, match=r"^facts.payments\[0\].invoice: 'SY-7' is no bill"):
        pay(1, "2026-06-12", invoice="SY-7")


def test_late_fees_end_with_the_write_off() -> None:
    off = {"at": "2026-04-20", "amount": 6000, "invoice": "2026-03"}
    assert fee() == Decimal("360.00"), "20 days of April at 3 ‰"
    assert fee(facts={"write_offs": [off]}) == Decimal("180.00")
    back = {"at": "2026-04-25", "amount": 6000, "of": "1"}
    assert fee(facts={"write_offs": [off], "recoveries": [back]}) == Decimal("270.00")
    line = only(answer(facts={"write_offs": [off]}), "late_fee")
    assert ("write_off", "1") in {(one.kind, one.subject) for one in line.evidence}


def test_the_commands_take_all_there_is_by_a_named_person(acme: Leased, command: Command) -> None:
    UserFactory(login="li", role="finance")
    db.session.commit()
    payment = pay(18500, "2026-06-10")
    why = ("--reason", "paid twice", "--by")
    done = command("bill", "refund", payment, *why, "li", "--json")
    assert json.loads(done.stdout)["document"] == {
        "amount": "500.00",
        "at": "2026-06-15",
        "of": payment,
        "reason": "paid twice",
    }
    for wrong in (
        (payment, *why, "li"),
        (payment, *why, "nobody"),
        ("F99", *why, "li"),
        ("SY-7", *why, "li"),
    ):
        refused = command("bill", "refund", *wrong)
        assert (refused.exit_code, refused.output.count("\n")) == (2, 1), refused.output
    recorded.withdraw("F2", reason="x", by="ann")
    recorded.withdraw(payment, reason="x", by="ann")
    off = command("bill", "write-off", MARCH, "--amount", "5000", *why, "li")
    assert off.stdout.startswith("F3  write_offs  amount 5000"), off.output
    back = command("bill", "recover", "F3", *why, "li")
    assert back.stdout.startswith("F4  recoveries  amount 5000"), back.output
    assert command("bill", "recover", "F3", *why, "li").exit_code == 2
    assert of_acme().balance == 18000
    assert unproven() == []


STEP = st.tuples(
    st.sampled_from(["payment", "refund", "write_off", "recovery", "withdraw"]),
    st.integers(1, 900_000),
    st.integers(0, 5),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=8))
def test_ledger_and_engine_agree_whatever_is_done(acme: Leased, steps: list[tuple[str, int, int]]) -> None:
    """What was refused booked nothing; what is owed is what is open less what waits."""
    made: list[str] = []
    before = of_acme().balance
    for what, cents, at_ in steps:
        amount, some = f"{Decimal(cents) / 100}", made[at_ % len(made)] if made else "F0"
        with suppress(InvalidInput, NotFound, Conflict):
            match what:
                case "payment":
                    made.append(pay(cents / 100, "2026-06-15"))
                case "refund":
                    made.append(tell("refunds", amount, some))
                case "write_off":
                    made.append(tell("write_offs", amount, f"SY-2026-00000{at_ % 3 + 1}"))
                case "recovery":
                    made.append(tell("recoveries", amount, some))
                case _:
                    recorded.withdraw(some, reason="the next try", by="ann")
        assert unproven() == []
        found = owed.of_tenant("acme")
        if found:
            assert found[0].ahead >= 0
            assert found[0].open >= 0
            assert not (found[0].ahead and found[0].open)
    for name in reversed(made):
        with suppress(Conflict):
            recorded.withdraw(name, reason="the next try", by="ann")
    assert of_acme().balance == before
