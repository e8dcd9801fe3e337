"""Numbers of documents: one invoice a month, no gap, whoever closes at once and whatever is killed."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from billing.audit import documents
from billing.invoices import finalise, numbers, service
from billing.ledger.models import LedgerTransaction
from billing.models import Invoice, InvoiceCounter, InvoiceLine, LineEvidence
from esl.calls import fold
from esl.models import OUTBOUND
from seatyard import clock
from seatyard.db import db

from .booked import unproven
from .killed import each_step
from .month import april, leased

MADE = (Invoice, InvoiceCounter, InvoiceLine, LineEvidence, LedgerTransaction)


def test_killed_at_any_step_of_a_close_nothing_is_half_done(app: Flask) -> None:
    acme = leased(2)
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()

    def look() -> None:
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in MADE]
        assert counts in ([0] * len(MADE), [1, 1, 2, 3, 1]), counts
        assert unproven() == []

    with april():
        assert each_step(lambda: service.close("2026-03"), look) > len(MADE)
    assert db.session.scalars(select(Invoice.number)).one() == "SY-2026-000001"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_year_is_the_one_in_the_operator_s_zone(app: Flask) -> None:
    given = []
    for moment in ("2026-12-31T15:59:59+00:00", "2026-12-31T16:00:00+00:00", "2027-06-01T00:00:00+00:00"):
        with clock.frozen(datetime.fromisoformat(moment)):
            given += [numbers.next(), numbers.next("SYC")]
    assert given[::2] == ["SY-2026-000001", "SY-2027-000001", "SY-2027-000002"]
    assert given[1::2] == ["SYC-2026-000001", "SYC-2027-000001", "SYC-2027-000002"]
    db.session.commit()
    assert list(numbers.given()) == given[::2]
    assert list(numbers.given("SYC")) == given[1::2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_numbers_from_before_series_had_years_stay_proven(app: Flask) -> None:
    leased(1)
    with april():
        service.close("2026-03")
    db.session.execute(update(InvoiceCounter).values(series="SY"))
    db.session.execute(update(Invoice).values(number="SY-000001"))
    db.session.commit()
    assert [said for said in documents.numbers() if said] == []
    with clock.frozen(datetime(2026, 5, 2, tzinfo=UTC)):
        assert [outcome.number for outcome in service.close("2026-04")] == ["SY-2026-000001"]
    assert [said for said in documents.numbers() if said] == []


def test_two_closes_at_once_make_one_invoice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have computed, and found no invoice, before either takes the lock."""
    leased(2)
    both, lock = Barrier(2, timeout=30), fold.lock

    def met() -> None:
        both.wait()
        lock()

    monkeypatch.setattr(finalise.fold, "lock", met)
    outcomes = in_threads(app, 2)
    assert sorted(outcome.status for outcome in outcomes) == ["finalised", "unchanged"]
    assert {outcome.number for outcome in outcomes} == {"SY-2026-000001"}
    assert db.session.scalars(select(InvoiceCounter.last)).one() == 1


def test_many_closes_at_once_leave_no_gap(app: Flask) -> None:
    for number in range(5):
        leased(1, name=f"tenant{number}")
    in_threads(app, 3)
    given = db.session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
    assert given == [f"SY-2026-{number:06}" for number in range(1, 6)]
    assert db.session.scalars(select(InvoiceCounter.last)).one() == 5


def in_threads(app: Flask, count: int) -> list[service.Outcome]:
    outcomes: list[service.Outcome] = []

    def close() -> None:
        with app.app_context():
            outcomes.extend(service.close("2026-03"))

    threads = [Thread(target=close) for _ in range(count)]
    with april():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    db.session.rollback()
    return outcomes
