"""The comparison page: cost lines typed in, and what the ways come to."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pypdf import PdfReader

from billing import comparison
from seatyard import documents
from tests.factories import TenantFactory

from .conftest import Visitor


@pytest.fixture
def finance(visit: Visitor) -> FlaskClient:
    return visit("finance")


def typed(browser: FlaskClient) -> dict[str, Any]:
    (form,) = html.fromstring(browser.get("/comparison").text).xpath("//form[@data-live]")
    return dict(form.form_values())


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("language", "own", "outsourced"), [("en", "Own system", "Outsourced"), ("zh", "自建", "外包")]
)
def test_the_first_example(finance: FlaskClient, language: str, own: str, outsourced: str) -> None:
    finance.post("/language", data={"language": language})
    page = finance.get("/comparison")
    assert f"{own} 254,000.00 94,000.00 3,544,000.00" in plain(page.text)
    assert f"{outsourced} 104,000.00 74,000.00" in plain(page.text)
    assert page.text.count("<polyline") == 3
    sent = typed(finance)
    assert plain(finance.post("/comparison/result", data=sent).text) in plain(page.text)


def test_a_line_is_changed_added_and_taken_away(finance: FlaskClient) -> None:
    sent = typed(finance)
    sent["ways[0].costs[0].amount"] = "200,000"
    assert "Own system 294,000.00" in plain(finance.post("/comparison/result", data=sent).text)
    added = {"name": "Chairs", "amount": "250.50", "quantity": "2", "every": "seat"}
    sent |= {f"ways[0].costs[40].{key}": value for key, value in added.items()}
    said = plain(finance.post("/comparison/result", data=sent).text)
    assert "Own system 304,020.00" in said
    assert "Chairs 10,020.00" in said
    less = {name: value for name, value in sent.items() if not name.startswith("ways[0].costs[0]")}
    assert "Own system 104,020.00" in plain(finance.post("/comparison/result", data=less).text)


def test_head_count_and_months(finance: FlaskClient) -> None:
    sent = typed(finance) | {"seats": "10", "months": "1"}
    said = plain(finance.post("/comparison/result", data=sent).text)
    assert "Own system 229,000.00" in said
    assert "Second month" not in said


def test_what_a_contract_bills(finance: FlaskClient) -> None:
    sent = typed(finance) | {"ways[2].contract.template": "seat-lease", "ways[2].contract.type": ""}
    sent["ways[2].contract.outbound"] = "0"
    said = plain(finance.post("/comparison/result", data=sent).text)
    assert "Seat lease as its invoices are computed 40,000.00" in said
    sent["ways[2].contract.template"] = ""
    assert "Seat lease" not in plain(finance.post("/comparison/result", data=sent).text)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seats", "many", "Seats: 'many' is not allowed (allowed: a whole number from 1 to 500)"),
        ("months", "", "months is missing"),
        ("ways[1].costs[2].amount", "x", "Way 2 · Amount: 'x' is not allowed"),
        ("ways[1].costs[2].amount", "", "amount is missing"),
        ("ways[2].contract.type", "gold", "no price for a seat of type 'gold'"),
        ("seats", "400", "up to 333 seats"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(finance: FlaskClient, name: str, value: str, said: str) -> None:
    answer = finance.post("/comparison/result", data=typed(finance) | {name: value})
    assert answer.status_code == 400
    fault = html.fragment_fromstring(answer.text)
    assert said in fault.text
    assert fault.get("data-at") in (name, name.rpartition(".")[0], "")
    whole = finance.post("/comparison", data=typed(finance) | {name: value})
    assert whole.status_code == 400


def test_files(finance: FlaskClient) -> None:
    sent = typed(finance) | {"language": "en"}
    table = finance.post("/comparison/csv", data=sent)
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert {row["way"] for row in rows} == {"Own system", "Outsourced", "Rented seats"}
    text = finance.post("/comparison/yaml", data=sent).text
    made = comparison.of_document(documents.parse(text, "comparison"))
    assert made.monthly(made.ways[0])[0] == 254_000
    for language, said in (("en", "Comparison of costs"), ("zh", "成本比较")):
        paper = finance.post("/comparison/pdf", data=sent | {"language": language})
        assert paper.mimetype == "application/pdf"
        pages = PdfReader(io.BytesIO(paper.data)).pages
        shown = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert said in shown
        assert "254,000.00" in shown


def test_without_a_script(finance: FlaskClient) -> None:
    page = finance.post("/comparison", data=typed(finance) | {"ways[0].name": "自己建"})
    assert 'value="自己建"' in page.text


def test_roles_and_other_sites(app: Flask, visit: Visitor) -> None:
    tenant = visit(tenant=TenantFactory())
    assert tenant.get("/comparison").status_code == 403
    for path in ("/comparison", "/comparison/result", "/comparison/pdf"):
        assert tenant.post(path).status_code == 403
    operator = visit("operator")
    app.config["WTF_CSRF_ENABLED"] = True
    assert operator.post("/comparison/result", data={"csrf_token": "x"}).status_code == 400
