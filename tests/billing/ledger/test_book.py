"""Invoices and payments in the ledger: in their own commit, once, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from billing.invoices import prepayments, service
from billing.ledger.behind import catch_up
from billing.ledger.models import LedgerEntry, LedgerTransaction
from billing.ledger.statement import balances
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, april, leased

Command = Callable[..., Result]
ON = "2026-04-25"


@pytest.fixture(autouse=True)
def _in_april(app: Flask) -> Iterator[None]:
    with april():
        yield


@pytest.fixture
def acme() -> Leased:
    made = leased(10)
    made.call("03-03T09:00", 61, direction="outbound", callee="+8613800138000")
    made.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    return made


def owed(tenant: Leased) -> dict[str, Decimal]:
    db.session.rollback()
    return balances(tenant.tenant.id).get("CNY", {})


def test_a_close_books_the_month_and_closing_again_books_nothing(acme: Leased) -> None:
    service.close("2026-03")
    booked = {
        "receivable": Decimal("18666.97"),
        "revenue.rent": Decimal("-20000.00"),
        "revenue.calls": Decimal("-0.30"),
        "credits": Decimal("1333.33"),
    }
    assert owed(acme) == booked
    service.close("2026-03")
    assert owed(acme) == booked
    assert unproven() == []


def test_a_payment_lowers_what_is_owed_and_taken_back_it_is_owed_again(acme: Leased) -> None:
    service.close("2026-03")
    fact = pay(6000, ON)
    assert owed(acme)["receivable"] == Decimal("12666.97")
    recorded.withdraw(fact, reason="another tenant's", by="ann")
    assert (owed(acme)["receivable"], owed(acme)["cash"]) == (Decimal("18666.97"), 0)
    kinds = db.session.scalars(select(LedgerTransaction.kind).order_by(LedgerTransaction.id)).all()
    assert kinds == ["invoice", "payment", "payment_withdrawn"]
    assert unproven() == []


def test_two_equal_payments_are_two(acme: Leased) -> None:
    document = {"facts": {"payments": [{"at": ON, "amount": 10}]}}
    for _ in range(2):
        recorded.add("acme", document, by="ann")
    assert owed(acme)["cash"] == 10
    recorded.add("acme", document, by="ann", again=True)
    assert owed(acme)["cash"] == 20


def test_deposit_and_advance_are_held_until_they_are_set_off() -> None:
    acme = leased(2, template="seat-lease", overrides={"deposit_prepay": {"deposit_months": 1}})
    with clock.frozen(at("03-10")):
        prepayments.ask("2026-03")
    held = owed(acme)
    assert held["receivable"] == -(held["deposits"] + held["advances"]) > 0
    service.close("2026-03")
    assert (owed(acme)["advances"], owed(acme)["deposits"]) == (0, held["deposits"])
    assert unproven() == []


@pytest.mark.parametrize("what", [LedgerTransaction, LedgerEntry])
def test_the_database_refuses_to_change_it(acme: Leased, what: Any) -> None:
    service.close("2026-03")
    for statement in (update(what).values(tenant_id=what.tenant_id), delete(what)):
        with pytest.raises(DatabaseError, match="added to, never changed"):
            db.session.execute(statement)
        db.session.rollback()


def test_postgresql_refuses_what_does_not_add_up(acme: Leased, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no decimals to add up")
    service.close("2026-03")
    one = db.session.scalars(select(LedgerTransaction)).one()
    db.session.add(
        LedgerEntry(tenant_id=one.tenant_id, transaction_id=one.id, account="cash", amount=Decimal(1))
    )
    with pytest.raises(DatabaseError, match="do not add up to nothing"):
        db.session.commit()


def test_what_was_there_before_the_ledger_is_caught_up_with(acme: Leased) -> None:
    service.close("2026-03")
    recorded.withdraw(pay(5, ON), reason="x", by="ann")
    pay(7, ON)
    before = owed(acme)
    _forgotten()
    assert len(unproven()) == 3
    assert catch_up() == 3
    assert (owed(acme), catch_up(), unproven()) == (before, 0, [])


def test_a_close_catches_up_by_itself(acme: Leased) -> None:
    service.close("2026-03")
    before = owed(acme)
    _forgotten()
    service.close("2026-03")
    assert (owed(acme), unproven()) == (before, [])


def _forgotten() -> None:
    """The ledger is empty, as it is after the migration that made it."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("TRUNCATE ledger_entries, ledger_transactions"))
    else:
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
        db.session.execute(delete(LedgerEntry))
        db.session.execute(delete(LedgerTransaction))
    db.session.commit()


def test_the_ledger_is_printed(acme: Leased, command: Command) -> None:
    service.close("2026-03")
    pay(6000, ON)
    said = command("bill", "ledger", "acme").stdout
    assert "invoice            SY-2026-000001" in said
    assert "owed CNY 12,666.97" in said
    assert "balance  CNY  receivable" in said
    assert command("bill", "ledger", "acme", "--until", "2026-03-31").stdout == "nothing is booked\n"
    assert command("bill", "ledger", "nobody").exit_code == 2
