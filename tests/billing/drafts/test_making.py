"""Drafts of a month: for all, converging, never numbered or booked, finalised as they were approved."""

from __future__ import annotations

import os
import signal
from collections import Counter
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from billing.drafts import making, review, service
from billing.drafts.models import InvoiceDraft
from billing.invoices import close, numbers
from billing.invoices import service as invoices
from billing.ledger.models import LedgerTransaction
from billing.models import Invoice, InvoiceCounter
from esl.models import OUTBOUND
from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.billing.booked import unproven
from tests.billing.cases import at
from tests.billing.killed import each_step, kill, status_of
from tests.billing.month import Leased, april, leased
from tests.factories import SeatFactory, SeatTenureFactory, UserFactory


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


@pytest.fixture
def acme(app: Flask) -> Leased:
    UserFactory(login="fin", role="finance")
    return leased()


def drafted(**options: object) -> list[str]:
    return [one.status for one in making.draft("2026-03", **options)]


def closed() -> list[str]:
    return [one.status for one in invoices.close("2026-03")]


def draft() -> service.Row:
    db.session.rollback()
    return service.one_of("2026-03", "acme")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_is_the_bill_without_a_number_or_a_booking(acme: Leased) -> None:
    assert drafted() == ["new"]
    row = draft()
    assert (row.state, row.number, row.draft.total) == ("open", "", Decimal("4000.00"))
    assert [line["amount"] for line in row.draft.document["lines"]] == ["4000.00"]
    assert [count(one) for one in (Invoice, InvoiceCounter, LedgerTransaction)] == [0, 0, 0]
    assert closed() == ["finalised"]
    invoice = db.session.scalars(select(Invoice)).one()
    row = draft()
    assert (row.state, row.number) == ("finalised", invoice.number)
    assert (row.draft.fingerprint, row.draft.total) == (invoice.fingerprint, invoice.total)
    assert drafted() == ["finalised"]


def test_drafts_converge_and_follow_the_facts(acme: Leased) -> None:
    assert drafted() == ["new"]
    first = draft().draft.computed_at
    with clock.frozen(at("04-02")):
        assert drafted() == ["unchanged"]
        assert (draft().draft.changed_at, draft().draft.computed_at > first) == (first, True)
        acme.call("03-03T09:00", 60, direction=OUTBOUND)
        db.session.commit()
        assert drafted() == ["changed"]
        assert (draft().draft.total, draft().draft.changed_at) == (Decimal("4000.15"), at("04-02"))
    assert count(InvoiceDraft) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_computed_is_a_draft_with_its_reason_and_stops_nobody(acme: Leased) -> None:
    gold = SeatFactory(tenant=acme.tenant, number="2001", type="gold")
    tenure = SeatTenureFactory(seat=gold, starts_at=at("03-02"))
    leased(1, name="other")
    assert drafted() == ["refused", "new"]
    assert "type 'gold', which has no price" in draft().draft.problem
    with pytest.raises(Conflict, match="is not computable"):
        review.approve(draft().draft.id, "fin", draft().draft.fingerprint)
    tenure.type = "standard"
    db.session.commit()
    assert drafted() == ["changed", "unchanged"]
    assert draft().draft.problem == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_findings_that_stop_the_close_are_said_on_the_draft(acme: Leased) -> None:
    about = at("03-03T09:00"), at("03-03T09:01")
    findings.report("cdr_missing", "fs1/u-1", "no record came", tenant_id=acme.tenant.id, about=about)
    db.session.commit()
    assert drafted() == ["new"]
    assert (draft().draft.total, "1 cdr_missing" in draft().draft.problem) == (Decimal("4000.00"), True)
    assert findings.still_open("close_refused") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_month_that_is_not_over_has_no_draft(acme: Leased) -> None:
    with clock.frozen(at("03-30")), pytest.raises(InvalidInput, match="is not over"):
        making.draft("2026-03")
    with pytest.raises(NotFound, match="no draft of 2026-03 for acme"):
        draft()


def test_what_is_held_is_left_until_it_is_released(acme: Leased) -> None:
    drafted()
    review.hold(draft().draft.id, "fin", "the outage is disputed")
    assert (draft().state, closed(), drafted()) == ("held", ["held"], ["unchanged"])
    (outcome,) = invoices.close("2026-03")
    assert "held by fin: the outage is disputed" in outcome.problem
    assert findings.still_open("close_refused") == []
    with pytest.raises(Conflict, match="fin holds it"):
        review.approve(draft().draft.id, "fin", draft().draft.fingerprint)
    review.release(draft().draft.id, "fin", "settled by phone")
    assert [(one.action, one.by) for one in draft().draft.reviews] == [("held", "fin"), ("released", "fin")]
    assert closed() == ["finalised"]
    with pytest.raises(Conflict, match="it is invoiced: SY-2026-000001"):
        review.hold(draft().draft.id, "fin", "too late")


def test_what_was_approved_is_not_finalised_over_other_facts(acme: Leased) -> None:
    drafted()
    review.approve(draft().draft.id, "fin", draft().draft.fingerprint)
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    (outcome,) = invoices.close("2026-03")
    assert (outcome.status, count(Invoice)) == ("changed", 0)
    assert "the facts changed since fin approved 4000.00" in outcome.problem
    assert len(findings.still_open("close_refused")) == 1
    with pytest.raises(Conflict, match="computed again since you looked"):
        review.approve(draft().draft.id, "fin", "another")
    assert drafted() == ["changed"]
    assert draft().state == "changed"
    review.approve(draft().draft.id, "fin", draft().draft.fingerprint)
    assert (draft().state, closed()) == ("approved", ["finalised"])
    assert findings.still_open() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hold_that_comes_while_the_month_is_computed_holds(
    acme: Leased, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the close has looked, before it has the lock."""
    drafted()
    draft_id, computed = draft().draft.id, close.computed

    def held_meanwhile(*args: object) -> object:
        made = computed(*args)
        review.hold(draft_id, "fin", "wait")
        return made

    monkeypatch.setattr(close, "computed", held_meanwhile)
    assert closed() == ["held"]
    assert count(Invoice) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_processes_share_the_tenants_and_one_that_is_killed_stops_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        leased(1, name=f"tenant{number}")
    parent, settled = os.getpid(), close._close

    def fatal(due: close.Due, **options: object) -> object:
        if due.tenant == "tenant2":
            assert os.getpid() != parent
            os.kill(os.getpid(), signal.SIGKILL)
        if due.tenant == "tenant4":
            raise ZeroDivisionError("of ours")
        return settled(due, **options)

    monkeypatch.setattr(close, "_close", fatal)
    seen: list[int] = []
    outcomes = invoices.close("2026-03", jobs=3, progress=lambda done, of: seen.append(done))
    assert [one.tenant for one in outcomes] == [f"tenant{number}" for number in range(6)]
    bad = {one.tenant: one.problem for one in outcomes if one.status == "refused"}
    assert bad == {
        "tenant2": "the process at work on it was ended by signal 9",
        "tenant4": "ZeroDivisionError: of ours",
    }
    assert seen == [1, 2, 3, 4, 5, 6]
    assert len(findings.still_open("close_refused")) == 2
    monkeypatch.undo()
    with april():
        again = [one.status for one in invoices.close("2026-03", jobs=3)]
    assert again == ["finalised" if number in (2, 4) else "unchanged" for number in range(6)]
    assert (unproven(), findings.still_open()) == ([], [])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_close_killed_over_its_processes_goes_on_where_it_was(app: Flask) -> None:
    """They finish what they are at, and begin nothing more."""
    for number in range(8):
        leased(1, name=f"tenant{number}")

    def close_some() -> None:
        invoices.close("2026-03", jobs=3, progress=lambda done, of: kill() if done == 3 else None)

    assert status_of(close_some) == -signal.SIGKILL
    made = count(Invoice)
    assert 3 <= made <= 6
    again = Counter(one.status for one in invoices.close("2026-03", jobs=3))
    assert again == {"unchanged": made, "finalised": 8 - made}
    assert sorted(numbers.given()) == [one.number for one in invoices.invoices()]
    assert (unproven(), findings.still_open()) == ([], [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_killed_at_any_step_drafts_are_whole_and_come_again(acme: Leased) -> None:
    leased(1, name="other")

    def look() -> None:
        totals = db.session.scalars(select(InvoiceDraft.total).order_by(InvoiceDraft.id)).all()
        assert totals == [Decimal("4000.00"), Decimal("2000.00")][: len(totals)]
        assert count(Invoice) == 0

    assert each_step(lambda: making.draft("2026-03"), look) >= 4
    assert count(InvoiceDraft) == 2
