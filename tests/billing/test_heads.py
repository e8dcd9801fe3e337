"""What an invoice says of its parties stays as it was, whatever they are called later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from billing.credits import document
from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.documents import pdf
from billing.einvoice import service as einvoice
from billing.fapiao.service import request
from billing.invoices import heads, service
from billing.models import Invoice, InvoiceHead
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput
from tests.billing.booked import unproven
from tests.billing.cases import at
from tests.billing.einvoice.parties import BUYER, seller_file
from tests.billing.month import Leased, leased
from tests.factories import UserFactory
from tests.support.pdf import text_of

NUMBER = "SY-2026-000001"


def sell(app: Flask, tmp_path: Path, **changed: object) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, seller=seller_file(tmp_path, **changed))


def close() -> None:
    with clock.frozen(at("04-10")):
        service.close("2026-03")


@pytest.fixture
def march(app: Flask, tmp_path: Path) -> Leased:
    sell(app, tmp_path)
    made = leased(3, overrides={"tax": {"rate": 0.06, "included": True}})
    made.tenant.policies = {"billing": BUYER}
    UserFactory(login="fin", role="finance")
    db.session.commit()
    return made


def without_heads() -> None:
    """As after the migration; and nothing refuses to change one."""
    db.session.rollback()
    InvoiceHead.metadata.tables["invoice_heads"].drop(db.engine)
    InvoiceHead.metadata.tables["invoice_heads"].create(db.engine)


def called_otherwise(app: Flask, march: Leased, tmp_path: Path) -> None:
    march.tenant.title_zh, march.tenant.title_en = "新名称有限公司", "Called Otherwise Ltd"
    march.tenant.policies = {"billing": BUYER | {"name": "新名称有限公司"}}
    db.session.commit()
    sell(app, tmp_path, name="另一家公司")
    app.extensions["settings"] = replace(app.extensions["settings"], operator="Another Operator")


def test_documents_stay_what_they_were(app: Flask, march: Leased, tmp_path: Path) -> None:
    close()
    with clock.frozen(at("04-12")):
        credits.give(NUMBER, Asked(amount=Decimal(10)), reason="x", by="fin")

    def documents() -> list[bytes]:
        db.session.rollback()
        invoice, note = service.by_number(NUMBER), credits.by_number("SYC-2026-000001")
        made = [pdf.render(invoice, language) for language in ("zh", "en")]
        made += [document.pdf(note, "zh"), einvoice.of_invoice(invoice), einvoice.of_note(note)]
        return made

    before = documents()
    called_otherwise(app, march, tmp_path)
    assert documents() == before
    (row,) = request("2026-03").rows[:1]
    assert row.title == "新名称有限公司", "a fapiao is asked for by what is told now"
    assert unproven() == []


def test_a_credit_has_the_list_of_its_outages(app: Flask) -> None:
    march = leased(3, overrides={"force_majeure": {}})
    march.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    told = {"from": "2026-03-09T08:00", "to": "2026-03-12T09:00", "cause": "force_majeure"}
    recorded.add("acme", {"facts": {"outages": [told]}}, by="ann")
    close()
    said = text_of(pdf.render(service.by_number(NUMBER), "en"))
    assert "Outage 2026-03-05 10:00 – 2026-03-06 12:00 · the provider's" in said
    assert "Outage 2026-03-09T08:00 – 2026-03-12T09:00 · force majeure" in said


def test_who_was_not_told_then_may_be_told_later(app: Flask, march: Leased, tmp_path: Path) -> None:
    march.tenant.policies = {}
    db.session.commit()
    close()
    with pytest.raises(InvalidInput, match="no billing details"):
        einvoice.of_invoice(service.by_number(NUMBER))
    march.tenant.policies = {"billing": BUYER}
    db.session.commit()
    assert BUYER["name"].encode() in einvoice.of_invoice(service.by_number(NUMBER))


def test_a_faulty_sellers_file_keeps_no_invoice_from_being_made(
    app: Flask, march: Leased, tmp_path: Path
) -> None:
    sell(app, tmp_path, tax_id="1")
    close()
    assert heads.of(service.by_number(NUMBER)).seller is None


def test_those_of_before_are_kept_at_the_next_close(app: Flask, march: Leased, tmp_path: Path) -> None:
    close()
    without_heads()
    assert heads.of(service.by_number(NUMBER)).title("en") == march.tenant.title_en
    assert (heads.catch_up(), heads.catch_up()) == (1, 0)
    called_otherwise(app, march, tmp_path)
    assert heads.of(service.by_number(NUMBER)).title("zh") != "新名称有限公司"


@pytest.mark.parametrize(
    "change", [lambda: update(InvoiceHead).values(fingerprint="x"), lambda: delete(InvoiceHead)]
)
def test_the_database_refuses_to_change_one(app: Flask, march: Leased, change: Callable) -> None:  # type: ignore[type-arg]
    close()
    with pytest.raises(DatabaseError, match="never changed"):
        db.session.execute(change())
    db.session.rollback()
    without_heads()
    heads.keep(db.session.get_one(Invoice, 1))
    db.session.commit()
    db.session.execute(update(InvoiceHead).values(fingerprint="x"))
    db.session.commit()
    assert unproven() == [f"{NUMBER}: its parties are no longer those kept with it"]
