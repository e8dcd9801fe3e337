"""What is asked for ahead of a month: once, what came since, and numbers without a gap."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from billing.engine import SEAT, Agreement, Bill, Evidence, Facts, Issued, Kind, Month, Text
from billing.engine.formula import money, number
from billing.engine.results import line
from billing.invoices import finalise, prepayments, service
from billing.invoices.outstanding import outstanding
from billing.models import Invoice, InvoiceCounter, InvoiceLine, LineEvidence
from esl.calls import fold
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tests.factories import SeatFactory, SeatTenureFactory

from .cases import at
from .month import Leased, april, leased

CENT = Decimal("0.01")
EARLY, LATE = date(2026, 3, 24), date(2026, 4, 10)
MARCH_30 = datetime(2026, 3, 30, 4, tzinfo=UTC)


def asked(on: date, *seats: tuple[str, int], price: int = 2000) -> Bill:
    """A prepayment of so many seats of each type."""
    lines = tuple(
        line(
            "deposit_prepay",
            Text(f"预付 {type}", f"Advance for {type} seats"),
            quantity=Fraction(count),
            unit="seat_month",
            unit_price=Fraction(price),
            formula=number(count, "seat") * money(price),
            evidence=[Evidence(SEAT, str(seat), Decimal(1)) for seat in range(1, count + 1)],
            minor_unit=CENT,
            item="advance",
            period="2026-04",
            taxed=False,
        )
        for type, count in seats
    )
    total = sum((one.amount for one in lines), Decimal(0))
    due = date(2026, 3, 27) if on == EARLY else date(2026, 4, 15)
    return Bill("2026-04", "CNY", lines, total, Decimal("0.00"), "", total, due, (), Kind.PREPAYMENT, on)


def left(wanted: list[Bill], *issued: Bill) -> list[tuple[date | None, list[tuple[str, str]]]]:
    earlier = [Issued(f"SY-{at}", bill) for at, bill in enumerate(issued)]
    return [
        (bill.asked, [(one.description.en.split()[-2], one.formula.split(" = ")[1]) for one in bill.lines])
        for bill in outstanding(wanted, earlier, CENT)
    ]


def test_nothing_is_asked_for_twice() -> None:
    first, second = asked(EARLY, ("a", 2)), asked(LATE, ("a", 1))
    assert left([first]) == [(EARLY, [("a", "4000.00")])]
    assert left([first], first) == []
    assert left([first, second], first) == [(LATE, [("a", "2000.00")])]
    assert left([first, second], first, second) == []


def test_seats_that_came_since_are_asked_for_alone() -> None:
    (made,) = outstanding(
        [asked(EARLY, ("a", 5), ("b", 1))], [Issued("SY-1", asked(EARLY, ("a", 3), ("b", 1)))], CENT
    )
    (more,) = made.lines
    assert (more.quantity, more.unit_price, more.amount, made.total) == (2, 2000, 4000, 4000)
    assert more.formula == "10000 - 6000 = 4000.00"
    assert [one for one in more.evidence if one.kind == "invoice"] == [
        Evidence("invoice", "SY-1", Decimal("8000.00"))
    ]


def test_a_seat_that_changed_its_type_is_not_asked_for_twice() -> None:
    assert left([asked(EARLY, ("a", 1), ("b", 2))], asked(EARLY, ("a", 2), ("b", 1))) == []
    assert left([asked(EARLY, ("a", 1), ("b", 3))], asked(EARLY, ("a", 2), ("b", 1))) == [
        (EARLY, [("b", "2000.00")])
    ]


def test_seats_given_back_ask_for_nothing() -> None:
    assert left([asked(EARLY, ("a", 1))], asked(EARLY, ("a", 3))) == []
    assert left([], asked(EARLY, ("a", 3))) == []


def rent_ahead(_: Agreement, facts: Facts, month: Month, earlier: tuple[Issued, ...]) -> tuple[Bill, ...]:
    """Every seat there when the month begins, asked for on 24 March; later ones on the day they come."""
    there = [one for one in facts.seats if one.starts <= month.span.starts]
    later = [one for one in facts.seats if month.span.starts < one.starts < month.span.ends]
    bills = [asked(EARLY, ("a", len(there)))] if there else []
    return (*bills, *(asked(month.day_of(one.starts), ("a", 1)) for one in later))


@pytest.fixture
def acme(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Leased:
    monkeypatch.setattr(prepayments, "ahead", rent_ahead)
    return leased(2)


def ask(on: datetime = MARCH_30) -> list[tuple[str, str, Decimal]]:
    with clock.frozen(on):
        return [(one.number, one.status, one.total) for one in prepayments.ask("2026-04")]


def seat(acme: Leased, number: str, starts: str) -> None:
    made = SeatFactory(tenant=acme.tenant, number=number, type="standard")
    SeatTenureFactory(seat=made, starts_at=at(starts))
    db.session.commit()


def test_asked_once_then_for_what_came_since(acme: Leased) -> None:
    assert ask(datetime(2026, 3, 23, tzinfo=UTC)) == [("", "waiting", Decimal(4000))]
    assert ask() == [("SY-2026-000001", "asked", Decimal(4000))]
    assert ask() == []
    seat(acme, "1003", "03-31")
    assert ask() == [("SY-2026-000002", "asked", Decimal(2000))]
    seat(acme, "1004", "04-10")
    assert ask() == [("", "waiting", Decimal(2000))]
    assert ask(datetime(2026, 4, 10, tzinfo=UTC)) == [("SY-2026-000003", "asked", Decimal(2000))]
    rows = db.session.execute(
        select(Invoice.sequence, Invoice.kind, Invoice.period, Invoice.asked, Invoice.due).order_by(
            Invoice.id
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        (1, "prepayment", "2026-04", date(2026, 3, 30), date(2026, 3, 30)),
        (2, "prepayment", "2026-04", date(2026, 3, 30), date(2026, 3, 30)),
        (3, "prepayment", "2026-04", date(2026, 4, 10), date(2026, 4, 15)),
    ]


def test_a_prepayment_stands_beside_the_settlement(acme: Leased) -> None:
    ask()
    with april():
        (march,) = service.close("2026-03")
    assert (march.number, march.status) == ("SY-2026-000002", "finalised")
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        assert [one.status for one in service.close("2026-04")] == ["finalised"]
        assert [one.status for one in service.close("2026-03")] == ["unchanged"]


def test_what_cannot_be_asked_for(acme: Leased) -> None:
    with april(), pytest.raises(InvalidInput, match="period: 2026-03 is over"):
        prepayments.ask("2026-03")
    with april(), pytest.raises(InvalidInput, match="is not a month"):
        prepayments.ask("March")
    with april(), pytest.raises(NotFound, match="no tenant 'nobody'"):
        prepayments.ask("2026-04", "nobody")


def test_the_command(acme: Leased, command: Any) -> None:
    with clock.frozen(MARCH_30):
        first = command("bill", "ahead", "2026-04")
        again = command("bill", "ahead", "2026-04", "--tenant", "acme")
    assert first.output == ("SY-2026-000001  acme  CNY 4000.00  asked  asked 2026-03-30, due 2026-03-30\n")
    assert again.output == "nothing is left to ask for ahead of 2026-04\n"


def test_two_at_once_ask_once(acme: Leased, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    both, lock = Barrier(2, timeout=30), fold.lock
    waited: list[int] = []

    def met() -> None:
        if len(waited) < 2:
            waited.append(1)
            both.wait()
        lock()

    monkeypatch.setattr(finalise.fold, "lock", met)
    outcomes: list[prepayments.Asked] = []

    def run() -> None:
        with app.app_context():
            outcomes.extend(prepayments.ask("2026-04"))

    threads = [Thread(target=run) for _ in range(2)]
    with clock.frozen(MARCH_30):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    db.session.rollback()
    assert [(one.number, one.status) for one in outcomes] == [("SY-2026-000001", "asked")]
    assert db.session.scalars(select(InvoiceCounter.last)).one() == 1


KILLED_AT_ITS_EVIDENCE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from seatyard import clock, scope
from seatyard.app import create_app
from seatyard.config import Settings
from billing.invoices import prepayments
from tests.billing.test_prepayments import MARCH_30, rent_ahead

scope.house()
app = create_app(Settings(Path(sys.argv[1]), sys.argv[2], "test", "http://127.0.0.1:1"))
prepayments.ahead = rent_ahead

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO line_evidence"):
        os.kill(os.getpid(), signal.SIGKILL)

with app.app_context(), clock.frozen(MARCH_30):
    prepayments.ask("2026-04")
"""


def test_killed_on_its_way_nothing_is_half_done(acme: Leased, database_url: str, tmp_path: Any) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ITS_EVIDENCE, str(tmp_path), database_url], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    db.session.rollback()
    for model in (Invoice, InvoiceLine, LineEvidence):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    db.session.rollback()
    assert ask() == [("SY-2026-000001", "asked", Decimal(4000))]
