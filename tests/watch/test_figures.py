"""The figures of the whole house, from the database: few statements, no names of tenants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event

from billing.attention.models import TenantStanding
from billing.dunning.history import Kind
from billing.dunning.models import DunningStep
from billing.engine import Kind as BillKind
from billing.ledger.accounts import Account
from billing.ledger.book import Kind as Booked
from billing.ledger.book import Party, post
from billing.mails.models import Mail
from esl.recordings.models import DELETING
from seatyard import clock, findings
from seatyard.db import db
from seatyard.watch import figures
from seatyard.watch.figures import Figures
from tests.factories import (
    CdrRecordFactory,
    ContractFactory,
    InvoiceFactory,
    NodeFactory,
    PlacementFactory,
    RecordingFactory,
    TenantFactory,
)
from tests.watch.scrapes import Found, told

NOW = datetime(2026, 4, 10, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def found(app: Flask) -> Found:
    db.session.commit()
    teller = Figures(app)
    teller.look()
    try:
        return told(teller)
    finally:
        teller.end()


def test_nodes_records_recordings_and_findings(app: Flask) -> None:
    node = NodeFactory(name="fs1", alive_at=NOW - timedelta(seconds=30))
    for acked, problem in ((2, None), (1, None), (1, "-ERR no")):
        PlacementFactory(
            tenant=TenantFactory(generation=2), node=node, acked_generation=acked, problem=problem
        )
    TenantFactory()
    CdrRecordFactory(received_at=NOW - timedelta(seconds=90))
    CdrRecordFactory(folded_at=NOW)
    RecordingFactory(state=DELETING)
    findings.report("cdr_missing", "fs1/x", "gone")
    said = found(app)
    for name, value in (("tenants", 3), ("tenants_behind", 2), ("tenants_refused", 1)):
        assert said[f"seatyard_node_{name}", "fs1"] == value
    assert said["seatyard_node_alive_timestamp_seconds", "fs1"] == NOW.timestamp() - 30
    assert said["seatyard_tenants_without_node",] >= 1
    assert (said["seatyard_records_unfolded",], said["seatyard_records_oldest_seconds",]) == (1, 90)
    assert said["seatyard_recordings_deleting",] == 1
    assert said["seatyard_findings_open", "true", "cdr_missing"] == 1


def test_money_of_this_month_and_last_is_what_the_books_say(app: Flask) -> None:
    contract = ContractFactory()
    party = Party(contract.tenant_id, contract.id, "CNY")
    rent, owed, cash = Account.RENT, Account.RECEIVABLE, Account.CASH
    booked = (
        (Booked.INVOICE, date(2026, 4, 1), {owed: 100, rent: -100}, "2026-03"),
        (Booked.PAYMENT, date(2026, 4, 3), {cash: 60, owed: -60}, None),
        (Booked.PAYMENT_WITHDRAWN, date(2026, 4, 4), {cash: -10, owed: 10}, None),
        (Booked.CREDIT_NOTE, date(2026, 4, 5), {rent: 5, owed: -5}, None),
        (Booked.INVOICE, date(2026, 2, 1), {owed: 900, rent: -900}, "2026-01"),
    )
    for at, (kind, on, entries, period) in enumerate(booked):
        exact = {account: Decimal(amount) for account, amount in entries.items()}
        assert post(party, kind, f"S{at}", on, exact, period)
    said = {key[1:]: value for key, value in found(app).items() if key[0] == "seatyard_month_money"}
    assert said == {
        ("CNY", "invoiced", "last"): 100,
        ("CNY", "paid", "this"): 50,
        ("CNY", "credited", "this"): 5,
    }


def test_arrears_are_the_standings_and_dunning_what_stands_of_its_steps(app: Flask) -> None:
    for amount, overdue in (("9.00", "5.00"), ("1.50", None)):
        sums = {"CNY": overdue} if overdue else {}
        standing = {
            "open": {"CNY": amount},
            "overdue": sums,
            "overdue_since": date(2026, 3, 1) if overdue else None,
        }
        db.session.add(TenantStanding(tenant_id=TenantFactory().id, computed_at=NOW, **standing))
    _steps("A", Kind.REMINDER, Kind.NOTICE)
    _steps("B", Kind.REMINDER, Kind.SETTLED)
    _steps("C", Kind.REMINDER)
    said = found(app)
    assert said["seatyard_owed", "CNY", "open"] == 10.5
    assert said["seatyard_owed", "CNY", "overdue"] == 5
    assert (said["seatyard_tenants_owing", "open"], said["seatyard_tenants_owing", "overdue"]) == (2, 1)
    stages = {key[1]: value for key, value in said.items() if key[0] == "seatyard_tenants_in_dunning"}
    assert stages == {"reminded": 1, "notified": 1, "suspended": 0, "may_terminate": 0, "terminated": 0}


def _steps(bill: str, *kinds: Kind) -> None:
    contract = ContractFactory()
    db.session.flush()
    for kind in kinds:
        step = DunningStep(
            tenant_id=contract.tenant_id,
            contract_id=contract.id,
            bill=bill,
            kind=kind.value,
            ordinal=1,
            number=1 if kind is Kind.REMINDER else 0,
            on=date(2026, 4, 2),
            by="seatyard",
            detail={},
        )
        db.session.add(step)
        db.session.flush()


def test_the_close_of_last_month(app: Flask) -> None:
    """One is closed, one due, one was over before, one begins after."""
    closed = ContractFactory(starts=date(2025, 1, 1))
    ContractFactory(starts=date(2026, 3, 31))
    ContractFactory(starts=date(2025, 1, 1), ends=date(2026, 2, 28))
    ContractFactory(starts=date(2026, 4, 1))
    InvoiceFactory(of_contract=closed, period="2026-03", finalised_at=NOW, kind=BillKind.SETTLEMENT.value)
    findings.report("close_refused", "x", "no")
    said = found(app)
    states = {key[1]: value for key, value in said.items() if key[0] == "seatyard_close_months"}
    assert states == {"due": 1, "closed": 1, "refused": 1, "differs": 0, "waiting": 0}
    assert said["seatyard_close_seconds",] == 0
    assert said["seatyard_close_last_invoice_timestamp_seconds",] == NOW.timestamp()


def test_e_mails_that_wait(app: Flask) -> None:
    for key, more in (
        ("a", {"made_at": NOW - timedelta(hours=1), "attempts": 2}),
        ("b", {}),
        ("c", {"sent_at": NOW}),
    ):
        db.session.add(
            Mail(tenant_id=None, recipient="a@b.c", key=key, about="", subject="s", text="t", **more)
        )
    said = found(app)
    assert (said["seatyard_mails_waiting", "true"], said["seatyard_mails_waiting", "false"]) == (1, 1)
    assert said["seatyard_mails_oldest_seconds",] == 3600


def test_statements_do_not_grow_with_tenants_and_no_label_names_one(app: Flask) -> None:
    def statements() -> int:
        db.session.commit()
        counted: list[str] = []

        def count(*told: object) -> None:
            counted.append(str(told[2]))

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            found(app)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    node = NodeFactory()
    before = statements()
    for at in range(3):
        tenant = TenantFactory(name=f"secretive{at}")
        PlacementFactory(tenant=tenant, node=node)
        ContractFactory(tenant=tenant)
    assert statements() <= before + 1
    assert not [key for key in found(app) if "secretive" in "".join(key)]


def test_every_reader_is_asked(app: Flask) -> None:
    names = {key[1] for key in found(app) if key[0] == "seatyard_figures_seconds"}
    assert names == set(figures._readers)
