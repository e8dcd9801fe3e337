"""An audit holds over what was billed, and finds what somebody changed behind its back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select, update

from billing.invoices import service
from billing.models import Invoice, InvoiceLine, LineEvidence
from billing.recorded.models import RecordedFact
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, april, leased

Command = Callable[..., Result]


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    with april():
        made = leased(10)
        made.call("03-03T09:00", 61, direction="outbound", callee="+8613800138000")
        db.session.commit()
        yield made


WRONGS: list[tuple[str, Callable[[], Any]]] = [
    ("is no longer what was finalised", lambda: update(InvoiceLine).values(formula="1 = 1")),
    ("booked as another one", lambda: update(Invoice).values(total=Decimal(1))),
    ("is no longer what was finalised", lambda: delete(LineEvidence).where(LineEvidence.kind == "call")),
    ("SY-2026-000001 is missing", lambda: _numbered("SY-2026-000009")),
    ("SY-2026-000009 was never given", lambda: _numbered("SY-2026-000009")),
    ("SY-2026-000001 is in the ledger, and no invoice", lambda: _numbered("SY-2026-000009")),
    ("payment F1: booked as another one", lambda: update(RecordedFact).values(document={"amount": 7})),
    ("payment F1: booked as another one", lambda: update(RecordedFact).values(on=date(2026, 4, 1))),
    ("payment F1 is in the ledger, and no such fact", lambda: delete(RecordedFact)),
    ("payment F1 is in the ledger, and no such fact", lambda: update(RecordedFact).values(kind="items")),
    ("call c-9, which an invoice names, is not there", lambda: _call("c-9")),
]


def _numbered(number: str) -> Any:
    return update(Invoice).values(number=number)


def _call(subject: str) -> Any:
    return update(LineEvidence).where(LineEvidence.kind == "call").values(subject=subject)


@pytest.mark.parametrize(("said", "wrong"), WRONGS)
def test_an_audit_finds_what_was_tampered_with(
    acme: Leased, command: Command, said: str, wrong: Callable[[], Any]
) -> None:
    service.close("2026-03")
    pay(6, "2026-04-25")
    assert command("bill", "audit").exit_code == 0
    db.session.execute(wrong())
    db.session.commit()
    done = command("bill", "audit")
    assert (done.exit_code, said in done.stdout) == (1, True), done.output


def test_a_call_on_two_invoices_is_found(acme: Leased, command: Command) -> None:
    service.close("2026-03")
    with clock.frozen(at("05-02")):
        service.close("2026-04")
    db.session.rollback()
    call = db.session.scalars(select(LineEvidence).filter_by(kind="call")).first()
    assert call is not None
    other = db.session.scalars(select(InvoiceLine).order_by(InvoiceLine.id.desc())).first()
    assert other is not None
    db.session.add(
        LineEvidence(
            tenant_id=call.tenant_id, line_id=other.id, kind="call", subject=call.subject, quantity=Decimal(1)
        )
    )
    db.session.commit()
    assert f"call {call.subject} is on several invoices" in unproven()
