"""Where invoices stand, many at once: the same as one contract's arrears say, whatever was paid."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.drafts import making, review
from billing.drafts import service as drafts
from billing.gateway.models import GatewayObject
from billing.gateway.stripe.names import NAME
from billing.invoices import service
from billing.ledger.revenue import revenue
from billing.owed import remembering, standings, stands
from billing.owed import service as owed
from billing.owed.board import board, months
from billing.owed.plain import plain
from billing.owed.standings import left_of, reckon
from billing.recorded import service as recorded
from billing.recorded.models import RecordedFact
from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

MARCH, APRIL, MAY = (f"SY-2026-00000{number}" for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(at("06-08")):
        yield


@pytest.fixture
def acme() -> Leased:
    """Three bills of 6,000 each, due on the 10th of April, May and June."""
    made = leased(3)
    UserFactory(login="fin", role="finance")
    db.session.commit()
    for month in ("2026-03", "2026-04", "2026-05"):
        service.close(month)
    return made


def states() -> dict[str, str]:
    db.session.rollback()
    return {number: stand.state for number, stand in stands.of_invoices(service.invoices()).items()}


def test_an_invoice_is_overdue_to_be_paid_or_paid(acme: Leased) -> None:
    assert states() == {MARCH: stands.OVERDUE, APRIL: stands.OVERDUE, MAY: stands.FINAL}
    pay(6000, "2026-06-05", invoice=APRIL)
    sent = {"kind": "invoice", "subject": MAY, "key": "k", "state": "open"}
    db.session.add(GatewayObject(backend=NAME, tenant_id=acme.tenant.id, **sent))
    db.session.commit()
    assert states() == {MARCH: stands.OVERDUE, APRIL: stands.PAID, MAY: stands.SENT}
    assert stands.numbers("2026-04", stands.PAID) == [APRIL]
    assert stands.numbers("2026-04", stands.OVERDUE) == []


def test_the_board_counts_a_months_drafts_invoices_and_notes(acme: Leased) -> None:
    credits.give(MAY, Asked(amount=Decimal(500)), reason="x", by="fin")
    pay(1000, "2026-06-05", invoice=MAY)
    leased(1, name="beta")
    making.draft("2026-05", first=True)
    review.hold(drafts.one_of("2026-05", "beta").draft.id, "fin", "asks")
    found = board("2026-05")
    assert {state: lane.count for state, lane in found.drafts.items()} == {drafts.HELD: 1}
    lanes = {state: lane.count for state, lane in found.invoices.items() if lane.count}
    assert lanes == {stands.FINAL: 1}
    assert (found.final.totals, found.final.open) == ({"CNY": Decimal(6000)}, {"CNY": Decimal(4500)})
    assert (found.credited.count, found.credited.totals) == (1, {"CNY": Decimal(500)})
    later = board("2026-05", date(2026, 6, 11))
    assert later.invoices[stands.OVERDUE].count == 1
    assert months() == ["2026-05", "2026-04", "2026-03"]


def test_what_was_earned_by_kind_is_the_ledgers(acme: Leased) -> None:
    credits.give(MAY, Asked(amount=Decimal(500)), reason="x", by="fin")
    (cny,) = revenue()
    assert cny.currency == "CNY"
    assert cny.totals == {"2026-03": 6000, "2026-04": 6000, "2026-05": 6000, "2026-06": -500}
    assert cny.accounts == ["revenue.rent"]
    (until,) = revenue(months=2, until="2026-05")
    assert list(until.months) == ["2026-04", "2026-05"]


def test_the_commands(acme: Leased, command: Callable[..., Result]) -> None:
    told = json.loads(command("bill", "board", "2026-04", "--json").stdout)
    assert told["invoices"]["overdue"] == {
        "count": 1,
        "totals": {"CNY": "6000.00"},
        "open": {"CNY": "6000.00"},
    }
    said = command("bill", "board").stdout
    assert said == "2026-05  invoices, final: 1, CNY 6,000.00, CNY 6,000.00 open\n"
    assert "2026-04  CNY 6,000.00: revenue.rent 6,000.00" in command("bill", "revenue").stdout
    assert command("bill", "board", "2025-01").stdout == "2025-01: nothing\n"


def test_more_tenants_ask_no_more_of_the_database(app: Flask) -> None:
    def statements() -> int:
        db.session.rollback()
        seen: list[str] = []

        def hear(*heard: object) -> None:
            seen.append(str(heard[2]))

        event.listen(db.engine, "before_cursor_execute", hear)
        try:
            board("2026-03")
        finally:
            event.remove(db.engine, "before_cursor_execute", hear)
        return len(seen)

    for name in ("acme", "idle"):
        leased(1, name=name)
    service.close("2026-03", "acme")
    making.draft("2026-03")
    few = statements()
    for name in ("beta", "gamma", "delta"):
        leased(1, name=name)
    service.close("2026-03", "beta")
    making.draft("2026-03")
    assert statements() == few


IN_FULL = (6000, "2026-05-20", {"invoice": APRIL})
HISTORIES = {
    "one of three, as it was billed": [IN_FULL],
    "all of them": [
        (6000, "2026-06-02", {"invoice": MARCH}),
        IN_FULL,
        (6000.00, "2026-06-01", {"invoice": MAY}),
    ],
    "before there is a bill": [(6000, "2026-04-30", {"invoice": APRIL})],
    "twice": [IN_FULL, (6000, "2026-05-21", {"invoice": APRIL})],
    "a part": [(5999.99, "2026-05-20", {"invoice": APRIL})],
    "a cent too much": [(6000.01, "2026-05-20", {"invoice": APRIL})],
    "for none": [(6000, "2026-05-20", {})],
    "for a month": [(6000, "2026-05-20", {"period": "2026-04"})],
    "for a month and a bill": [(6000, "2026-05-20", {"period": "2026-06", "invoice": APRIL})],
    "and a part of another": [IN_FULL, (10, "2026-06-05", {"invoice": MAY})],
}
PLAIN = ("one of three, as it was billed", "all of them")


@pytest.mark.parametrize("history", HISTORIES)
def test_plain_money_is_told_as_the_engine_reckons_it(acme: Leased, history: str) -> None:
    for amount, day, what_for in HISTORIES[history]:
        pay(amount, day, **what_for)
    on_days = [date(2026, 4, 30), date(2026, 5, 19), date(2026, 5, 20), date(2026, 5, 31), date(2026, 6, 8)]
    for on in on_days:
        wanted = reckon([acme.contract.id], on)[acme.contract.id]
        assert left_of([acme.contract.id], on) == wanted
        known = plain([acme.contract.id], on)
        assert known in ({acme.contract.id: wanted}, {})
    assert bool(plain([acme.contract.id], on_days[-1])) == (history in PLAIN)


def test_whom_something_was_credited_or_written_off_is_reckoned(acme: Leased) -> None:
    today = date(2026, 6, 8)
    assert plain([acme.contract.id], today) == {acme.contract.id: {MARCH: 6000, APRIL: 6000, MAY: 6000}}
    pay(6000, "2026-05-20", invoice=APRIL)
    entry = {"at": "2026-06-08", "amount": 10, "invoice": MARCH, "reason": "agreed"}
    (made,) = recorded.add("acme", {"facts": {"write_offs": [entry]}}, by="ann")
    assert plain([acme.contract.id], today) == {}
    recorded.withdraw(made.name, reason="not ours", by="ann")
    assert plain([acme.contract.id], today) == {acme.contract.id: {MARCH: 6000, MAY: 6000}}
    credits.give(MAY, Asked(amount=Decimal(500)), reason="x", by="fin")
    assert plain([acme.contract.id], today) == {}
    assert left_of([acme.contract.id], today) == {MARCH: 6000, MAY: 5500}


MOVE = st.tuples(
    st.sampled_from(
        ["payments", "payments", "in_full", "refunds", "write_offs", "recoveries", "note", "withdrawn"]
    ),
    st.integers(1, 900_000),
    st.dates(date(2026, 3, 20), date(2026, 6, 8)),
    st.sampled_from([{}, {"period": "2026-04"}, {"invoice": APRIL}, {"invoice": MAY}]),
    st.integers(0, 5),
)
"""What, cents, the day, what for, and which of what there is it takes from."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVE, max_size=8), st.dates(date(2026, 4, 1), date(2026, 6, 8)), st.sampled_from([1, 200]))
def test_many_at_once_are_what_arrears_say_of_each(  # type: ignore[no-untyped-def]
    acme: Leased, moves, on: date, many: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(remembering, "MANY", many)
        _moved(acme, moves, on)


def _moved(acme: Leased, moves: list[tuple], on: date) -> None:  # type: ignore[type-arg]
    facts: list[tuple[str, str]] = []
    for kind, cents, day, what_for, at_ in moves:
        with suppress(InvalidInput, Conflict, NotFound):
            _tell(facts, kind, Decimal(cents) / 100, day, what_for, at_)
        for looked in (on, day, date(2026, 6, 8), date(2026, 3, 31)):
            assert _looked_at(acme, looked) == reckon([acme.contract.id], looked)[acme.contract.id]
    db.session.rollback()
    (one,) = [*owed.of_tenant("acme", on), None][:1]
    wanted = {bill.id: bill.outstanding for bill in one.bills if bill.outstanding} if one else {}
    assert left_of([acme.contract.id], on) == wanted
    for _, fact in reversed(facts):
        with suppress(Conflict):
            recorded.withdraw(fact, reason="the next try", by="ann")


def _looked_at(acme: Leased, on: date) -> dict[str, Decimal]:
    """As a page asks: what a look before had found may be remembered."""
    with snapshot():
        return left_of([acme.contract.id], on)


@pytest.mark.parametrize("many", [1, 200])
def test_what_nothing_came_to_is_not_reckoned_again(
    acme: Leased, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(remembering, "MANY", many)
    pay(6000, "2026-06-05", invoice=MARCH)
    pay(6000, "2026-06-07", invoice=APRIL)
    today, reckoned = date(2026, 6, 6), list[date]()
    right = standings._by_contract

    def counted(ids: Collection[int], on: date) -> dict[int, dict[str, Decimal]]:
        reckoned.append(on)
        return right(ids, on)

    monkeypatch.setattr(standings, "_by_contract", counted)
    assert _looked_at(acme, today) == _looked_at(acme, today) == {APRIL: 6000, MAY: 6000}
    assert reckoned == [today]
    assert _looked_at(acme, date(2026, 6, 7)) == _looked_at(acme, date(2026, 6, 30)) == {MAY: 6000}
    assert reckoned == [today, date(2026, 6, 7)]
    assert _looked_at(acme, date(2026, 6, 4)) == {MARCH: 6000, APRIL: 6000, MAY: 6000}
    (made,) = recorded.add(
        "acme", {"facts": {"payments": [{"at": "2026-06-08", "amount": 1, "invoice": MAY}]}}, by="ann"
    )
    assert _looked_at(acme, date(2026, 6, 8)) == {MAY: 5999}
    recorded.withdraw(made.name, reason="not ours", by="ann")
    assert _looked_at(acme, date(2026, 6, 8)) == {MAY: 6000}
    credits.give(MAY, Asked(amount=Decimal(500)), reason="x", by="fin")
    assert _looked_at(acme, date(2026, 6, 8)) == {MAY: 5500}


def test_what_a_transaction_takes_back_is_not_remembered(acme: Leased) -> None:
    """Two payments of one moment: the first was never there."""
    db.session.rollback()
    for amount, left in (("6000", {}), ("1000", {MARCH: 5000})):
        told = {"kind": "payments", "on": date(2026, 6, 5), "digest": amount, "ordinal": 1}
        whose = {"tenant_id": acme.tenant.id, "contract_id": acme.contract.id, "recorded_by": "ann"}
        document = {"at": "2026-06-05", "amount": amount, "invoice": MARCH}
        db.session.add(RecordedFact(**told, **whose, document=document))
        db.session.flush()
        assert left_of([acme.contract.id], date(2026, 6, 8)) == {**left, APRIL: 6000, MAY: 6000}
        if left:
            db.session.commit()
            assert _looked_at(acme, date(2026, 6, 8)) == {**left, APRIL: 6000, MAY: 6000}
        db.session.rollback()


def _tell(
    facts: list[tuple[str, str]], kind: str, amount: Decimal, day: date, what_for: dict[str, str], at_: int
) -> None:
    of = {"refunds": "payments", "recoveries": "write_offs"}
    if kind == "note":
        credits.give(APRIL, Asked(amount=min(amount, Decimal(40))), reason="x", by="fin")
    elif kind == "withdrawn":
        if facts:
            recorded.withdraw(facts.pop(at_ % len(facts))[1], reason="not ours", by="ann")
    elif kind == "in_full":
        facts.append(("payments", pay(6000, day.isoformat(), invoice=(MARCH, APRIL, MAY)[at_ % 3])))
    elif kind == "payments":
        facts.append((kind, pay(float(amount), day.isoformat(), **what_for)))
    else:
        there = [name for told, name in facts if told == of.get(kind)]
        target = MARCH if kind == "write_offs" else there[at_ % len(there)] if there else "F0"
        key = "invoice" if kind == "write_offs" else "of"
        entry = {"at": "2026-06-08", "amount": str(amount), key: target, "reason": "agreed"}
        (made,) = recorded.add("acme", {"facts": {kind: [entry]}}, by="ann", again=True)
        facts.append((kind, made.name))
