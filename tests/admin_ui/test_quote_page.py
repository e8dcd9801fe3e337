"""The quote page: a template's parameters and a month's facts typed in, and the invoice they make."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pypdf import PdfReader

from billing import cases, terms
from seatyard import clock
from seatyard.cli import main
from tests.factories import TenantFactory

from .conftest import Visitor

FEBRUARY = datetime(2026, 2, 20, 1, tzinfo=UTC)


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    return visit("operator")


def typed(browser: FlaskClient, template: str = "seat-lease", **changed: str) -> dict[str, Any]:
    """The inputs of a fresh form of March 2026, as a browser would send them."""
    with clock.frozen(FEBRUARY):
        page = html.fromstring(browser.get(f"/quote?template={template}").text)
    (form,) = page.xpath("//form[@data-live]")
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent | changed


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("template", terms.names())
def test_each_template_is_quoted_as_it_is(operator: FlaskClient, template: str) -> None:
    for language in ("zh", "en"):
        operator.post("/language", data={"language": language})
        page = operator.get(f"/quote?template={template}")
        assert page.status_code == 200, page.text
    sent = typed(operator, template)
    answer = operator.post("/quote/result", data=sent)
    assert answer.status_code == 200, answer.text
    case = operator.post("/quote/yaml", data=sent)
    assert "overrides" not in case.text, "a form that nobody touched says what the template says"
    assert operator.post("/quote/pdf", data=sent).status_code == 200


def test_a_figure_changes_the_invoice(operator: FlaskClient) -> None:
    sent = typed(operator)
    assert "10 seats × 1 × 2,000.00 = 20,000.00" in plain(operator.post("/quote/result", data=sent).text)
    sent["terms.seat_rent.price[0]"] = "1800"
    said = plain(operator.post("/quote/result", data=sent).text)
    assert "10 seats × 1 × 1,800.00 = 18,000.00" in said
    assert "200 calls" not in said
    assert "CNY 18,090.00" in said
    assert "2000 yuan a seat" in said, "the contract's own words"


def test_facts_of_the_month(operator: FlaskClient) -> None:
    sent = typed(operator) | {
        "facts.seats[0].at": "2026-03-20",
        "facts.seats[0].type": "standard",
        "facts.seats[0].release": "4",
        "calls[0].count": "１００",
        "calls[0].minutes": "1.5",
        "facts.outages[0].from": "2026-03-05T10:00",
        "facts.outages[0].to": "2026-03-06T12:00",
    }
    said = plain(operator.post("/quote/result", data=sent).text)
    assert "(4 seats × 0.7 + 6 seats × 1) × 2,000.00 = 17,600.00" in said
    assert "200 minutes × 0.15 = 30.00" in said
    assert "−1,333.33" in said
    sent["box"] = "outages:\n  - {from: 2026-03-10T10:00, to: 2026-03-10T12:00, seats: 1}\n"
    assert "−1,400.00" in plain(operator.post("/quote/result", data=sent).text)


def test_a_clause_is_left_out_and_another_taken_in(operator: FlaskClient) -> None:
    sent = typed(operator)
    sent["on"] = [name for name in sent["on"] if name != "call_charges"] + ["tax"]
    sent |= {
        "terms.tax.rate": "0.06",
        "terms.tax.included": "false",
        "calls[0].count": "",
        "calls[0].direction": "",
    }
    answer = operator.post("/quote/yaml", data=sent | {"calls[0].minutes": "", "calls[0].to": ""})
    contract = cases.of_document(_read(answer.text)).agreement
    names = {clause.name for clause in contract.versions[0].clauses}
    assert "tax" in names
    assert "call_charges" not in names


def _read(text: str) -> dict[str, Any]:
    from seatyard import documents

    return documents.parse(text, "case")


def test_the_case_file_is_what_simulate_answers_the_same(operator: FlaskClient, tmp_path: Path) -> None:
    sent = typed(operator) | {"terms.seat_rent.price[0]": "1750.50", "seats[1]": "3"}
    answer = operator.post("/quote/yaml", data=sent)
    assert answer.headers["Content-Disposition"] == "attachment; filename=case.yaml"
    file = tmp_path / "case.yaml"
    file.write_bytes(answer.data)
    ran = CliRunner().invoke(main, ["simulate", str(file)], prog_name="seatyard")
    assert ran.exit_code == 0, ran.output
    totals = re.findall(r"\btotal (\S+)", ran.output)
    assert totals == ["47010.00", "90.00"], "a deposit and the first month ahead, then the calls"
    assert "2026-03 costs CNY 23,595.00" in plain(operator.post("/quote/result", data=sent).text)


@pytest.mark.parametrize(
    ("changed", "at", "said"),
    [
        ({"terms.seat_rent.price[0]": "abc"}, "terms.seat_rent.price[0]", "standard: 'abc' is not allowed"),
        ({"terms.seat_rent.price[0]": "-1"}, "terms.seat_rent.price[0]", "a number from 0"),
        ({"terms.seat_rent.price[1]~key": "standard"}, "terms.seat_rent.price[1]~key", "'standard' twice"),
        ({"terms.seat_rent.price[0]~key": ""}, "terms.seat_rent.price[0]~key", "a name is missing"),
        (
            {"terms.call_charges.rates.outbound[1]~key": "x"},
            "terms.call_charges.rates.outbound",
            "a quoted E.164 prefix",
        ),
        ({"seats[0]": "many"}, "seats[0]", "Added"),
        ({"seats[0]~key": "golden"}, "seats[0]", "no price for a seat of type 'golden'"),
        ({"facts.seats[0].at": "2026-03-20"}, "facts.seats[0]", "type is missing"),
        ({"calls[0].minutes": "long"}, "calls[0]", "minutes such as 2.5"),
        ({"calls[0].to": ""}, "calls[0]", "to is missing"),
        ({"month": ""}, "month", "a month such as 2026-03"),
        ({"month": "2029-03"}, "month", "up to 24 months"),
        ({"starts": "9999-12-31"}, "starts", "2000 to 2100"),
        ({"ends": "2025-01-01"}, "ends", "before the start"),
        ({"box": "calls: [{start: *x}]"}, "box", "YAML"),
        ({"box": "a: &a [" + "1, " * 200 + "]\nb: [" + "*a, " * 200 + "]"}, "box", "aliases written out"),
        ({"box": "[" * 5000}, "box", "YAML"),
        ({"box": "seats: " + "9" * 5000}, "seats", "a list"),
        ({"box": "seats: 5"}, "seats", "a list"),
        ({"box": "wages: [1]"}, "", "wages"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_at_its_field(
    operator: FlaskClient, changed: dict[str, str], at: str, said: str
) -> None:
    answer = operator.post("/quote/result", data=typed(operator) | changed)
    assert answer.status_code == 400, answer.text
    fault = html.fragment_fromstring(answer.text)
    assert said in fault.text
    if at:
        assert fault.get("data-at") == at
    assert "\n" not in fault.text


def test_faults_are_told_in_chinese_too(operator: FlaskClient) -> None:
    operator.post("/language", data={"language": "zh"})
    answer = operator.post("/quote/result", data=typed(operator) | {"terms.seat_rent.price[0]": "abc"})
    assert "坐席租金 · 各类坐席的租金: standard：&#39;abc&#39; 不可用（可以是：不小于 0 的数" in answer.text


@pytest.mark.parametrize(
    "changed",
    [
        {"seats[0]": "2001"},
        {"seats[0]": "1000", "month": "2027-06"},
        {"calls[0].count": "20001"},
        {"box": "outages:\n" + "- {from: 2026-03-05, to: 2026-03-06}\n" * 21},
        {"box": "calls:\n" + "- {start: 2026-03-05, direction: inbound, billsec: 1}\n" * 600},
    ],
)
def test_nobody_is_made_to_wait(operator: FlaskClient, changed: dict[str, str]) -> None:
    answer = operator.post("/quote/result", data=typed(operator) | changed)
    assert answer.status_code == 400
    assert "up to" in answer.text


def test_a_form_too_large_is_refused(operator: FlaskClient) -> None:
    answer = operator.post("/quote/result", data=typed(operator) | {"box": "x" * 300_000})
    assert answer.status_code == 413


def test_without_a_script_the_form_comes_back_as_it_was_typed(operator: FlaskClient) -> None:
    sent = typed(operator) | {"customer": "安康客服", "seats[0]": "7"}
    page = operator.post("/quote", data=sent)
    assert "7 seats × 1 × 2,000.00 = 14,000.00" in plain(page.text)
    assert 'value="安康客服"' in page.text
    wrong = operator.post("/quote", data=sent | {"seats[0]": "x"})
    assert wrong.status_code == 400
    assert 'name="seats[0]" aria-label="How many" aria-invalid="true" value="x"' in wrong.text


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            (
                "Quote",
                "Seat lease",
                "安康客服",
                "Valid until 2026-03-22",
                "CNY 18,090.00",
                "This is no invoice",
            ),
        ),
        ("en", ("10 seats × 1 × 1,800.00", "Seat rent · Rent of a seat by its type: standard 2000 1800")),
        ("en", ("names no rate for inbound", "001:A6", "Page 1 of")),
        (
            "zh",
            ("报价单", "坐席租赁协议", "安康客服", "有效期至 2026-03-22", "10 席 × 1 × 1,800.00", "不是账单"),
        ),
    ],
)
def test_the_offer_on_paper(operator: FlaskClient, language: str, texts: tuple[str, ...]) -> None:
    sent = typed(operator) | {
        "terms.seat_rent.price[0]": "1800",
        "customer": "安康客服",
        "language": language,
    }
    with clock.frozen(FEBRUARY):
        answer = operator.post("/quote/pdf", data=sent)
        assert answer.data == operator.post("/quote/pdf", data=sent).data
    assert answer.headers["Content-Disposition"] == "attachment; filename=quote-seat-lease-2026-03.pdf"
    pages = PdfReader(io.BytesIO(answer.data)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for text in texts:
        assert text in said, text


def test_roles(visit: Visitor) -> None:
    assert visit("finance").get("/quote").status_code == 200
    tenant = visit(tenant=TenantFactory())
    assert tenant.get("/quote").status_code == 403
    for path in ("/quote", "/quote/result", "/quote/pdf", "/quote/yaml"):
        assert tenant.post(path).status_code == 403


def test_another_site_cannot_ask(app: Flask, operator: FlaskClient) -> None:
    sent = typed(operator)
    app.config["WTF_CSRF_ENABLED"] = True
    assert operator.post("/quote/result", data=sent | {"csrf_token": "of another"}).status_code == 400


def test_an_unknown_template(operator: FlaskClient) -> None:
    assert operator.get("/quote?template=nope").status_code == 400
    assert operator.post("/quote/result", data={"template": "../x"}).status_code == 400
