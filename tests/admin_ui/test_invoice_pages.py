"""From the list of a month to an invoice, a line, its evidence, a call, and back to the line."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from admin_ui.formats import arithmetic
from seatyard.db import db
from tests.factories import ContractFactory, InvoiceFactory, InvoiceLineFactory, TenantFactory
from tests.support.house import Home, furnished

from .conftest import Visitor


@pytest.fixture
def homes(app: Flask) -> list[Home]:
    return furnished(calls=14)


@pytest.fixture
def finance(homes: list[Home], visit: Visitor) -> FlaskClient:
    return visit("finance")


def plain(page: str) -> str:
    """The text of a page, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def line_of(home: Home, clause: str) -> int:
    assert home.invoice
    return next(line.position for line in home.invoice.lines if line.clause == clause)


def test_a_months_invoices(finance: FlaskClient, homes: list[Home]) -> None:
    page = finance.get("/invoices?period=2026-03").text
    for home in homes:
        assert home.invoice
        assert f"/tenants/{home.tenant.name}/invoices/{home.invoice.number}" in page
        assert f"CNY {home.invoice.total:,.2f}" in page
    assert "No invoice is like that." in finance.get("/invoices?period=2026-02").text


def test_an_invoice_shows_each_line_with_formula_and_the_contracts_words(
    finance: FlaskClient, homes: list[Home]
) -> None:
    invoice = homes[0].invoice
    assert invoice
    page = plain(finance.get(f"/tenants/acme/invoices/{invoice.number}").text)
    for line in invoice.lines:
        assert line.description_en in page
        assert arithmetic(line.explained_en) in page
    assert "(5 seats × 1 + 1 seat × 0.7) × 2,000.00 = 11,400.00" in page
    assert "−800.00" in page
    assert "001:A6" in page
    assert "on or before the 20th of a month the tenant pays 70 %" in page
    assert "在当月20日之前（含20日）退租坐席" in page
    assert "Outages 1" in page


def test_evidence_of_rent_are_seats_with_their_intervals(finance: FlaskClient, homes: list[Home]) -> None:
    address = f"/tenants/acme/invoices/SY-2026-000001/lines/{line_of(homes[0], 'seat_rent')}"
    page = plain(finance.get(address).text)
    assert "1006 陈静 Standard 2026-03-01 00:00:00 2026-03-18 16:00:00 0.7" in page
    assert "1001 李雷 Standard 2026-03-01 00:00:00 now 1" in page


def test_evidence_of_a_credit_are_outages_and_what_is_credited(
    finance: FlaskClient, homes: list[Home]
) -> None:
    page = plain(
        finance.get(f"/tenants/acme/invoices/SY-2026-000001/lines/{line_of(homes[0], 'outage_credit')}").text
    )
    assert "2026-03-05 10:00:00 2026-03-06 12:00:00 Provider fault 1,560" in page
    sla = finance.get(f"/tenants/beta/invoices/SY-2026-000002/lines/{line_of(homes[1], 'uptime_sla')}").text
    assert "/tenants/beta/invoices/SY-2026-000002/lines/1" in sla


def test_evidence_of_calls_comes_in_pages_and_leads_to_each_call_and_back(app: Flask, visit: Visitor) -> None:
    _, home = furnished(calls=70)
    finance = visit("finance")
    address = f"/tenants/beta/invoices/SY-2026-000002/lines/{line_of(home, 'call_charges')}"
    first = finance.get(address).text
    (later,) = re.findall(r'rel="next" href="([^"#]+)#call"', first)
    second = finance.get(address + html.unescape(later)).text
    here, there = (re.findall(r'href="(/tenants/beta/calls/[^"]+)"', page) for page in (first, second))
    assert len(here) == 50
    assert there
    assert not set(here) & set(there)
    assert "80 2" in plain(first), "80 s are charged as 2 minutes"
    for call in (here[0], there[-1]):
        assert f'href="{address}"' in finance.get(call).text


def test_a_call_page_shows_legs_times_and_the_paid_one(finance: FlaskClient, homes: list[Home]) -> None:
    call = homes[0].call(70)
    page = plain(finance.get(f"/tenants/acme/calls/{call.id}").text)
    for text in ("Carrier · Inbound paid for", "Seat · Outbound", "Hung up", "sales", "1005 刘洋"):
        assert text in page, text
    assert "2:30" in page
    assert "150.25 seconds exactly" in page
    assert "No invoice has charged this call." in page


@pytest.mark.parametrize(
    ("form", "kind"), [("pdf", "application/pdf"), ("csv", "text/csv"), ("json", "application/json")]
)
def test_files(finance: FlaskClient, form: str, kind: str) -> None:
    answer = finance.get(f"/tenants/acme/invoices/SY-2026-000001/{form}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=SY-2026-000001.{form}"


def test_files_say_what_the_page_says(finance: FlaskClient, homes: list[Home]) -> None:
    assert homes[0].invoice
    rows = list(csv.DictReader(io.StringIO(finance.get("/tenants/acme/invoices/SY-2026-000001/csv").text)))
    assert [row["amount"] for row in rows] == [f"{line.amount:f}" for line in homes[0].invoice.lines]
    document = finance.get("/tenants/acme/invoices/SY-2026-000001/json").json
    assert document["total"] == f"{homes[0].invoice.total:f}"
    assert finance.get("/tenants/acme/invoices/SY-2026-000001/exe").status_code == 404


def test_a_line_shows_its_arithmetic_for_readers_and_for_calculators(finance: FlaskClient) -> None:
    address = "/tenants/acme/invoices/SY-2026-000001/lines/1"
    page = plain(finance.get(address).text)
    assert "(5 seats × 1 + 1 seat × 0.7) × 2,000.00 = 11,400.00" in page
    assert "(5 × 1 + 1 × 0.7) × 2000 = 11400.00" in page
    finance.post("/language", data={"language": "zh"})
    assert "(5 席 × 1 + 1 席 × 0.7) × 2,000.00 = 11,400.00" in plain(finance.get(address).text)


def test_a_prepayment_is_told_apart_from_a_settlement(finance: FlaskClient, homes: list[Home]) -> None:
    assert homes[0].invoice
    notice = {
        "kind": "written_report",
        "clause": "service_levels",
        "subject": "answer_rate",
        "on": "2026-04-03",
        "text": {"zh": "须提交报告", "en": "A report is owed"},
    }
    invoice = InvoiceFactory(
        of_contract=homes[0].invoice.contract,
        period="2026-04",
        number="SY-9",
        kind="prepayment",
        asked=date(2026, 3, 28),
        notices={"items": [notice]},
    )
    InvoiceLineFactory(invoice=invoice, item="advance", period="2026-05")
    db.session.commit()
    page = plain(finance.get("/tenants/acme/invoices/SY-9").text)
    assert "Prepayment SY-9" in page
    assert "asked for on 2026-03-28" in page
    assert "Rent of standard seats 2026-05 (1 × 1) × 2000 = 2000.00" in page
    assert "2026-04-03 · A report is owed" in page
    assert "Answer rate" in page
    assert plain(finance.get("/invoices").text).count("Prepayment") == 1
    paper = PdfReader(io.BytesIO(finance.get("/tenants/acme/invoices/SY-9/pdf").data)).pages[0].extract_text()
    assert "Prepayment" in paper
    assert "2026-03-28" in paper


def test_in_chinese(finance: FlaskClient) -> None:
    finance.post("/language", data={"language": "zh"})
    page = finance.get("/tenants/acme/invoices/SY-2026-000001").text
    assert "标准坐席租金" in page
    assert "合同条款" in page
    assert "席·月" in page


def test_an_invoice_of_a_template_that_no_longer_ships(finance: FlaskClient) -> None:
    tenant = TenantFactory(name="old")
    invoice = InvoiceFactory(of_contract=ContractFactory(tenant=tenant, template="seat-lease"), number="SY-9")
    InvoiceLineFactory(invoice=invoice)
    invoice.contract.template = "of-old"
    db.session.commit()
    assert "of-old" in finance.get("/tenants/old/invoices/SY-9").text
    assert finance.get("/tenants/old/invoices/SY-9/pdf").status_code == 200


def test_a_tenant_sees_its_own_invoices_and_calls_and_no_others(
    app: Flask, homes: list[Home], visit: Visitor
) -> None:
    acme, beta = homes
    mine, other = acme.call(40), beta.call(40)
    browser = visit(tenant=acme.tenant)
    own = "/tenants/acme"
    for path in ("", "/calls", "/invoices", f"/calls/{mine.id}", "/invoices/SY-2026-000001"):
        assert browser.get(own + path).status_code == 200, path
    for path in ("lines/1", "pdf", "csv"):
        assert browser.get(f"{own}/invoices/SY-2026-000001/{path}").status_code == 200, path
    theirs = f"{own}/invoices/SY-2026-000002"
    for path in (f"{own}/calls/{other.id}", theirs, f"{theirs}/lines/1"):
        assert browser.get(path).status_code == 404, path
    for path in (f"{theirs}/{form}" for form in ("pdf", "csv", "json")):
        assert browser.get(path).status_code == 404, path
    calls = f"/calls/{other.id}", f"/calls/{mine.id}"
    for path in ("", "/calls", "/invoices", "/invoices/SY-2026-000002", *calls):
        assert browser.get(f"/tenants/beta{path}").status_code == 404, path
    for path in ("/invoices", "/calls", "/tenants", "/nodes", "/outages", "/findings", "/overview"):
        assert browser.get(path).status_code == 403, path
    assert "SY-2026-000002" not in browser.get(f"{own}/invoices").text
    assert other.id not in browser.get(f"{own}/calls?number=%2B8613800000040").text


def test_the_word_that_a_month_was_closed_on_is_shown_to_the_operators_people_alone(
    homes: list[Home], visit: Visitor
) -> None:
    page = "/tenants/acme/invoices/SY-2026-000001"
    for role in ("finance", "operator"):
        shown = visit(role).get(page).text
        assert "the second records are copies" in shown
        assert "call 2" in shown
    own = visit(tenant=homes[0].tenant).get(page).text
    assert "the second records are copies" not in own
    assert "cdr_conflict" not in own
    others = visit("finance").get("/tenants/beta/invoices/SY-2026-000002").text
    assert "the second records are copies" not in others


def test_lines_that_are_not_there(finance: FlaskClient) -> None:
    assert finance.get("/tenants/acme/invoices/SY-2026-000001/lines/99").status_code == 404
    assert finance.get("/tenants/acme/invoices/SY-2026-000002").status_code == 404
