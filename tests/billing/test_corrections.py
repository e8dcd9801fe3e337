"""What comes after a month's invoice lands on the next one, naming the month, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.engine import Month, bill
from billing.facts import agreement_now, facts_of
from billing.invoices import service
from billing.models import Invoice, InvoiceLine, LineEvidence
from esl.models import OUTBOUND, Conversation
from seatyard import clock, findings
from seatyard.db import db
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def close(period: str, on: str) -> dict[str, str]:
    """Statuses by number."""
    with clock.frozen(at(on)):
        return {one.number: one.status for one in service.close(period)}


def correcting() -> list[tuple[str, str, str, str, Decimal]]:
    """What lines that correct say: on which invoice, of which, month, clause, amount."""
    db.session.rollback()
    query = select(InvoiceLine).where(InvoiceLine.corrects != "").order_by(InvoiceLine.id)
    return [
        (line.invoice.number, line.corrects, line.period, line.clause, line.amount)
        for line in db.session.scalars(query)
    ]


def charged(call: str) -> Decimal:
    """The minutes of a call on all invoices."""
    query = select(LineEvidence.quantity).filter_by(kind="call", subject=call)
    return sum(db.session.scalars(query), Decimal(0))


@pytest.fixture
def acme(app: Flask) -> Leased:
    """March is invoiced, with a call of two minutes on it."""
    made = leased(1)
    made.call("03-03T09:00", 61, direction=OUTBOUND)
    db.session.commit()
    close("2026-03", "04-01")
    return made


def late_call(acme: Leased, starts: str = "03-04T09:00", seconds: float = 60) -> str:
    call = acme.call(starts, seconds, direction=OUTBOUND)
    with clock.frozen(at("04-20")):
        findings.report("call_after_invoice", "SY-2026-000001", "came late", tenant_id=acme.tenant.id)
    db.session.commit()
    return call


def test_a_late_call_is_on_the_next_invoice_and_its_finding_goes(acme: Leased) -> None:
    with clock.frozen(at("04-05")):
        call = late_call(acme)
    assert close("2026-04", "05-01") == {"SY-2026-000002": "finalised"}
    assert correcting() == [("SY-2026-000002", "SY-2026-000001", "2026-03", "call_charges", Decimal("0.15"))]
    assert charged(call) == 1
    (said,) = db.session.scalars(select(findings.Finding)).all()
    assert (said.cleared_by, said.cleared_because) == ("bill close", "corrected on SY-2026-000002")
    for period in ("2026-03", "2026-04"):
        assert set(close(period, "05-02").values()) == {"unchanged"}
    close("2026-05", "06-01")
    assert len(correcting()) == 1
    assert unproven() == []


def test_a_call_that_went_or_was_shorter_comes_off(acme: Leased) -> None:
    """To nothing: a credit on the next invoice."""
    (call,) = db.session.scalars(select(Conversation.id))
    db.session.execute(update(Conversation).values(billusec=60_000_000))
    db.session.commit()
    assert close("2026-03", "04-05") == {"SY-2026-000001": "differs"}
    close("2026-04", "05-01")
    assert [line[-1] for line in correcting()] == [Decimal("-0.15")]
    assert (charged(call), unproven()) == (1, [])
    db.session.execute(update(Conversation).values(paid_uuid=None))
    db.session.commit()
    close("2026-03", "05-05")
    close("2026-05", "06-01")
    assert [line[-1] for line in correcting()] == [Decimal("-0.15"), Decimal("-0.15")]
    assert charged(call) == 0
    assert findings.still_open("invoice_differs") == []


def test_an_outage_said_otherwise_is_credited_later(acme: Leased) -> None:
    outage = acme.outage("03-05T10:00", "03-06T12:00")
    findings.report(
        "outage_after_invoice", f"outage {outage}/2026-03", "x", period="2026-03", invoices=["SY-2026-000001"]
    )
    db.session.commit()
    close("2026-04", "05-01")
    assert [line[3:] for line in correcting()] == [("outage_credit", Decimal("-133.33"))]
    kinds = select(LineEvidence.kind).join(InvoiceLine, InvoiceLine.id == LineEvidence.line_id)
    assert set(db.session.scalars(kinds.where(InvoiceLine.corrects != ""))) == {"outage", "seat"}
    assert close("2026-03", "05-02") == {"SY-2026-000001": "unchanged"}


def test_a_payment_told_late_takes_its_late_fee_back(app: Flask) -> None:
    leased(3, template="hotline-seat-lease", type="inbound")
    close("2026-03", "04-01")
    close("2026-04", "05-01")
    (fee,) = db.session.scalars(select(InvoiceLine).filter_by(clause="late_fee"))
    with clock.frozen(at("05-03")):
        pay(6000, "2026-04-10")
    close("2026-05", "06-01")
    assert ("SY-2026-000003", "SY-2026-000002", "2026-03", "late_fee", -fee.amount) in correcting()
    assert unproven() == []


def test_a_payment_told_late_changes_no_month_but_in_its_notices(app: Flask) -> None:
    """April told of March's unpaid bill; that it had been paid by then is no difference of money."""
    leased(3)
    close("2026-03", "04-01")
    close("2026-04", "05-01")
    notices = [one["kind"] for one in service.invoices(period="2026-04")[0].notices["items"]]
    assert "suspension" in str(notices)
    with clock.frozen(at("05-03")):
        pay(6000, "2026-04-05")
    assert close("2026-04", "05-03") == {"SY-2026-000002": "unchanged"}
    assert findings.still_open("invoice_differs") == []


def test_what_a_note_credited_is_not_given_back_again(acme: Leased) -> None:
    UserFactory(login="fin", role="finance")
    db.session.commit()
    with clock.frozen(at("04-05")):
        credits.give("SY-2026-000001", Asked(lines={2: Decimal("0.10")}), reason="x", by="fin")
    db.session.execute(update(Conversation).values(billusec=60_000_000))
    db.session.commit()
    close("2026-03", "04-06")
    close("2026-04", "05-01")
    assert [line[-1] for line in correcting()] == [Decimal("-0.05")]
    close("2026-03", "05-02")
    close("2026-05", "06-01")
    assert [line[-1] for line in correcting()] == [Decimal("-0.05")]


def test_of_minutes_paid_ahead_late_calls_draw_what_is_left(app: Flask) -> None:
    """Not what April has drawn already."""
    bundle = {"minutes": 3, "price": 1, "bought": "2026-03-01", "directions": ["outbound"]}
    acme = leased(1, overrides={"call_charges": {"bundle": bundle}})
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    acme.call("04-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    close("2026-03", "04-01")
    close("2026-04", "05-01")
    late_call(acme, seconds=120)
    close("2026-05", "06-01")
    drawn = [one.quantity for one in db.session.scalars(select(InvoiceLine).filter_by(item="bundle_draw"))]
    assert (sum(drawn), [line[-1] for line in correcting()]) == (3, [Decimal("0.00"), Decimal("0.15")])


@pytest.mark.parametrize(("seconds", "total"), [(120, "0.15"), (None, "-0.30")])
def test_after_the_end_it_is_a_bill_of_its_own(app: Flask, seconds: int | None, total: str) -> None:
    acme = leased(1, ends=date(2026, 3, 31))
    acme.call("03-03T09:00", 61, direction=OUTBOUND)
    db.session.commit()
    close("2026-03", "04-01")
    if seconds is None:
        db.session.execute(update(Conversation).values(paid_uuid=None))
        db.session.commit()
        close("2026-03", "04-02")
    else:
        late_call(acme)
    assert close("2026-04", "05-01") == {"SY-2026-000002": "finalised"}
    made = db.session.scalars(select(Invoice).filter_by(kind="correction")).one()
    assert (made.period, made.total, made.asked) == ("2026-03", Decimal(total), date(2026, 5, 1))
    assert close("2026-04", "05-01") == {}
    assert findings.still_open() == []
    assert unproven() == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_late_all_bills_together_are_what_the_months_come_to(app: Flask, seed: int) -> None:
    """Calls, outages and seats' facts of March in any order, before and after its close."""
    random_ = Random(seed)
    acme = leased(
        2,
        template="hotline-seat-lease",
        type="inbound",
        overrides={"late_fee": None, "tax": {"rate": 0.06, "included": False}},
    )

    def something() -> Any:
        day = f"03-{random_.randint(1, 27):02}T{random_.randint(0, 23):02}:00"
        what = random_.choice(("call", "call", "outage", "gone"))
        if what == "outage":
            acme.outage(day, f"03-{random_.randint(28, 31)}T{random_.randint(0, 23):02}:00")
        elif what == "gone":
            call = db.session.scalars(select(Conversation.id)).first()
            db.session.execute(update(Conversation).filter_by(id=call).values(paid_uuid=None))
        else:
            acme.call(day, random_.randint(1, 400), direction=OUTBOUND)
        db.session.commit()

    for _ in range(3):
        something()
    close("2026-03", "04-01")
    for period, day in (("2026-04", "05-01"), ("2026-05", "06-01")):
        something()
        something()
        close("2026-03", day)
        close(period, day)
    made = {invoice.number: invoice for invoice in db.session.scalars(select(Invoice))}
    first = made["SY-2026-000001"]
    lines = [
        line for one in made.values() for line in one.lines if first.number in (line.corrects, one.number)
    ]
    agreement = agreement_now(acme.contract)
    month = Month.parse("2026-03", agreement.zone)
    facts = replace(facts_of(acme.tenant.id, acme.contract.id, agreement, month.span), as_of=month.last_day)
    now = bill(agreement, facts, month)
    assert sum(line.amount for line in lines) == sum(line.amount for line in now.lines)
    told: dict[tuple[str, str], Decimal] = {}
    ids = {line.id for line in lines}
    for one in db.session.scalars(select(LineEvidence)):
        if one.line_id in ids and one.kind == "call":
            told[one.kind, one.subject] = told.get((one.kind, one.subject), Decimal(0)) + one.quantity
    counted = {("call", one.subject): one.quantity for _, one in now.evidence() if one.kind == "call"}
    assert {name: quantity for name, quantity in told.items() if quantity} == counted
    assert unproven() == []
    assert set(close("2026-03", "06-02").values()) == {"unchanged"}
