"""Whole random histories: however late and in whatever order a tenant's months are told, what it is billed in
the end is what a twin is billed whose months are closed once all is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as statements
from sqlalchemy import select

from billing.documents import pdf
from billing.documents.invoice import of_invoice
from billing.invoices import service
from billing.models import Invoice, InvoiceLine, LineEvidence
from esl.outages.parts import FORCE_MAJEURE, NONE, PROVIDER
from seatyard import clock, findings
from seatyard.app import create_app
from seatyard.db import db
from tests.support import databases

from .booked import unproven
from .histories import FIRST, LAST, SETTLED, Call, Fault, Lease, Move, Note, Payment, World, play

TERMS: list[dict[str, Any]] = [
    {},
    {"seat_rent": {"basis": "any_day"}, "outage_credit": {"round": "month"}},
    {
        "seat_rent": {"basis": "daily"},
        "call_charges": {"increment": "6/6"},
        "tax": {"rate": "0.06", "included": False},
    },
    {"outage_credit": None, "uptime_sla": {}, "late_fee": {"daily_rate": "0.0005"}},
]
BY_WHAT_WAS_BILLED = {"late_fee"}
"""Clauses that depend on the bills that were made, not only on what happened."""
months = st.integers(FIRST, LAST)
moments = st.builds(timedelta, days=st.integers(0, 29), hours=st.integers(0, 23))


def later(month: int, at_least: int = 0) -> st.SearchStrategy[int]:
    return (
        st.integers(month + at_least, min(month + 2, SETTLED))
        if month + at_least <= SETTLED
        else st.nothing()
    )


@st.composite
def calls(draw: st.DrawFn) -> Call:
    month = draw(months)
    told = draw(later(month))
    again = draw(st.none() | st.tuples(later(told, 1), st.integers(1, 900)))
    seconds, direction = draw(st.integers(1, 100_000)), draw(st.sampled_from(["outbound", "inbound"]))
    return Call(month, draw(moments), seconds, direction, told, again)


@st.composite
def faults(draw: st.DrawFn) -> Fault:
    month = draw(months)
    told = draw(later(month))
    said = st.tuples(later(told), st.sampled_from([PROVIDER, "tenant", FORCE_MAJEURE, NONE]))
    return Fault(month, draw(moments), draw(st.integers(1, 300)), told, draw(st.none() | said))


@st.composite
def leases(draw: st.DrawFn) -> Lease:
    month, day = draw(months), draw(st.integers(1, 27))
    return Lease(month, day, draw(st.none() | st.tuples(later(month), st.integers(day + 1, 28))))


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    month = draw(months)
    told = draw(later(month))
    when = st.none() | later(told, 1)
    return Payment(
        month, draw(st.integers(1, 28)), draw(st.integers(1, 500_000)), told, draw(when), draw(when)
    )


notes = st.builds(Note, st.integers(FIRST + 1, SETTLED), st.integers(1, 100_000))
moves = st.one_of(calls(), calls(), faults(), leases(), payments(), notes)
stories = st.lists(
    moves,
    min_size=2,
    max_size=10,
    unique_by=lambda move: (move.month, move.began) if isinstance(move, Fault) else id(move),
)
broken = st.dictionaries(st.integers(FIRST, SETTLED), st.integers(1, 30), max_size=2)
"""By month: the statement that writes at which its close breaks off."""


@settings(max_examples=25)
@given(story=stories, overrides=st.sampled_from(TERMS), broken=broken)
def test_in_the_end_all_is_billed_once(
    sqlite_databases: databases.Sqlite,
    tmp_path_factory: Any,
    story: list[Move],
    overrides: dict[str, Any],
    broken: dict[int, int],
) -> None:
    with sqlite_databases.fresh() as url, _standing(tmp_path_factory.getbasetemp(), url):
        kept = Kept()
        world = play(story, overrides, lambda world, month: _close(world, month, kept, broken.get(month)))
        with clock.frozen(world.now + timedelta(days=1)):
            again = [one.status for month in _all(SETTLED) for one in service.close(month, "acme")]
            assert again == ["unchanged"] * len(again)
            for month in _all(SETTLED):
                service.close(month, "twin")
            db.session.rollback()
            assert _documents("acme") == kept.documents
            assert pdf.render(service.by_number(min(kept.documents)), "zh") == kept.paper
            assert _open() == Counter()
            assert unproven() == []
        if not any(isinstance(move, Note) for move in story):
            assert _billed(world.acme.tenant.id) == _billed(world.twin.tenant.id)
        minutes = [
            tuple(_minutes(one.tenant.id, id) for one, id in zip(world.both, pair, strict=True))
            for pair in world.calls
        ]
        assert [mine for mine, _ in minutes] == [twins for _, twins in minutes]
        numbers = db.session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
        assert [int(number[-6:]) for number in numbers] == list(range(1, len(numbers) + 1))
        event(f"{min(_correcting(), 3)} lines that correct, or more")


@dataclass
class Kept:
    """Invoices as they were when they were made."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    paper: bytes = b""
    """Of the first."""


def _close(world: World, month: int, kept: Kept, break_at: int | None) -> None:
    """What was final stays as it was, whether the close is broken off or made twice."""
    if break_at is not None:
        with suppress(Broken), _broken_off(break_at):
            service.close(f"2026-0{month}", "acme")
    (made,) = service.close(f"2026-0{month}", "acme")
    assert made.status in ("finalised", "unchanged"), made
    for earlier in _all(month):
        statuses = {one.status for one in service.close(earlier, "acme")}
        assert statuses <= {"unchanged", "differs"}
    now = _documents("acme")
    assert {number: now[number] for number in kept.documents} == kept.documents
    assert len(now) == len(kept.documents) + 1
    kept.documents.update(now)
    kept.paper = kept.paper or pdf.render(service.by_number(made.number), "zh")


class Broken(Exception):
    """The close stops here."""


@contextmanager
def _broken_off(at: int) -> Iterator[None]:
    """The ``at``-th statement that writes fails, and all after it, as when a process is killed."""
    seen = 0

    def hear(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        seen += statement.startswith(("INSERT", "UPDATE", "DELETE"))
        if seen >= at:
            raise Broken

    statements.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        statements.remove(db.engine, "before_cursor_execute", hear)
        db.session.rollback()


@contextmanager
def _standing(home: Path, url: str) -> Iterator[None]:
    app = create_app(databases.settings_for(home, url))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _all(last: int) -> list[str]:
    return [f"2026-0{month}" for month in range(FIRST, last + 1)]


def _documents(tenant: str) -> dict[str, dict[str, Any]]:
    db.session.rollback()
    found = {one.number: of_invoice(one) for one in service.invoices()}
    return {number: document for number, document in found.items() if document["tenant"] == tenant}


def _open() -> Counter[str]:
    told = ("call_after_invoice", "outage_after_invoice", "invoice_differs", "close_refused")
    return Counter(kind for kind in told for _ in findings.still_open(kind))


def _billed(tenant_id: int) -> dict[tuple[str, str], Decimal]:
    """By the month that a line is about, and its clause."""
    sums: dict[tuple[str, str], Decimal] = {}
    query = select(InvoiceLine, Invoice.period).join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    for line, period in db.session.execute(query.where(Invoice.tenant_id == tenant_id)):
        if line.clause not in BY_WHAT_WAS_BILLED:
            key = line.period or period, line.clause
            sums[key] = sums.get(key, Decimal(0)) + line.amount
    return {key: amount for key, amount in sums.items() if amount}


def _minutes(tenant_id: int, call: str) -> Decimal:
    query = select(LineEvidence.quantity).filter_by(tenant_id=tenant_id, kind="call", subject=call)
    return sum(db.session.scalars(query), Decimal(0))


def _correcting() -> int:
    return len(db.session.scalars(select(InvoiceLine.id).where(InvoiceLine.corrects != "")).all())
