"""Invoice numbers: one invoice a month, no gap, whoever closes at once and whatever is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from billing.invoices import finalise, service
from billing.models import Invoice, InvoiceCounter, InvoiceLine, LineEvidence
from esl.calls import fold
from esl.models import OUTBOUND
from seatyard.db import db

from .month import april, leased

KILLED_AT_ITS_EVIDENCE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from seatyard import clock
from seatyard.app import create_app
from seatyard.config import Settings

app = create_app(Settings(Path(sys.argv[1]), sys.argv[2], "test", "http://127.0.0.1:1"))

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO line_evidence"):
        os.kill(os.getpid(), signal.SIGKILL)

from billing.invoices import service
with app.app_context(), clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
    service.close("2026-03")
"""


def test_killed_between_the_lines_and_the_number_nothing_is_half_done(
    app: Flask, database_url: str, tmp_path
) -> None:
    acme = leased(2)
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ITS_EVIDENCE, str(tmp_path), database_url], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    for model in (Invoice, InvoiceLine, LineEvidence):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    db.session.rollback()
    with april():
        assert [outcome.number for outcome in service.close("2026-03")] == ["SY-2026-000001"]


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
