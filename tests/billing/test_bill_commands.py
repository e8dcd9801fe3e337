"""``seatyard bill``: close, show, export."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from esl.models import OUTBOUND
from seatyard.db import db
from tests.factories import ContractFactory, InvoiceFactory, InvoiceLineFactory, TenantFactory

from .month import Leased, april, leased

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Printing knows no database; test_close holds that both engines give back what was stored."""


@pytest.fixture
def acme(app: Flask):
    """A tenant whose March is over."""
    acme = leased(10)
    acme.call("03-03T09:00", 61, direction=OUTBOUND, callee="+8613800138000")
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    with april():
        yield acme


def test_close_prints_what_it_did(command, acme: Leased) -> None:
    result = command("bill", "close", "2026-03")
    assert (result.exit_code, result.output) == (0, "SY-2026-000001  acme  CNY 18666.97  finalised\n")
    again = json.loads(command("bill", "close", "2026-03", "--tenant", "acme", "--json").output)
    assert again == {
        "period": "2026-03",
        "closed": [
            {
                "tenant": "acme",
                "number": "SY-2026-000001",
                "status": "unchanged",
                "currency": "CNY",
                "total": "18666.97",
                "computed": "18666.97",
                "problem": "",
            }
        ],
    }
    acme.outage("03-10T10:00", "03-10T11:00")
    db.session.commit()
    differs = command("bill", "close", "2026-03").output
    assert differs == (
        "SY-2026-000001  acme  CNY 18666.97  differs: the facts of today come to 18000.30"
        " (a finding says so)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["close", "2026-04"], "period: 2026-04 is not over in Asia/Shanghai before 2026-05-01"),
        (["close", "March"], "period: 'March' is not a month (allowed: YYYY-MM, such as 2026-03)"),
        (["close", "2026-03", "--tenant", "nobody"], "tenant: no tenant 'nobody'"),
        (["show", "SY-2026-000009"], "number: no invoice 'SY-2026-000009'"),
        (["export", "--format", "csv"], "nothing is chosen (allowed: --number, --period, --tenant)"),
        (["export", "--format", "csv", "--tenant", "nobody"], "tenant: no tenant 'nobody'"),
        (["export", "--format", "pdf", "--period", "2026-03"], "0 invoices, and a PDF holds one"),
        (["export", "--format", "csv", "--number", "SY-1", "--period", "2026-03"], "--number stands alone"),
    ],
)
def test_bad_input_is_one_line_and_status_2(command, acme: Leased, arguments: list[str], line: str) -> None:
    result = command("bill", *arguments)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1), result.output
    assert line in result.output


def test_a_month_without_contracts(command, app: Flask) -> None:
    with april():
        assert command("bill", "close", "2026-03").output == "no contract was active in 2026-03\n"
        assert command("bill", "close", "March").exit_code == 2


def test_a_refused_month_is_status_2_after_the_others(command, acme: Leased) -> None:
    tenant = TenantFactory(name="broken")
    ContractFactory(tenant_id=tenant.id, overrides={"seat_rent": None, "outage_credit": None})
    other = leased(1, name="gold", type="gold")
    db.session.commit()
    result = command("bill", "close", "2026-03")
    assert result.exit_code == 2
    assert "acme  CNY 18666.97  finalised" in result.output
    assert "broken  CNY 0.00  finalised" in result.output
    assert "seatyard: gold: seat_rent.price: seat" in result.output
    assert other.tenant.name == "gold"


def test_show(command, acme: Leased) -> None:
    command("bill", "close", "2026-03")
    plain = command("bill", "show", "SY-2026-000001").output
    assert plain.startswith("SY-2026-000001  acme  2026-03  due 2026-04-10  CNY\n")
    assert "20 seat_day × -66.666666666667 = -1333.33" in plain
    assert plain.endswith("subtotal 18666.97  tax 0.00  total 18666.97\n")


def test_show_explains_with_the_contract_s_words(command, acme: Leased) -> None:
    command("bill", "close", "2026-03")
    explained = command("bill", "show", "SY-2026-000001", "--explain").output
    assert "-(10 seats × 2 days × 2,000.00 / 30) = -1,333.33" in explained
    assert "-(10 席 × 2 天 × 2,000.00 / 30) = -1,333.33" in explained
    assert (
        "1 × outage (2026-03-05 10:00 – 2026-03-06 12:00 provider), 10 × seat (1001; 1002; 1003 …)"
        in explained
    )
    assert "001:A9 第八章 甲方违约责任 第一条: 由于甲方原因造成坐席障碍" in explained
    document = json.loads(command("bill", "show", "SY-2026-000001", "--explain", "--json").output)
    assert (document["number"], document["tenant"]) == ("SY-2026-000001", "acme")
    assert document["total"] == "18666.97"
    assert list(document["texts"]) == ["seat_rent", "call_charges", "outage_credit"]
    assert len(document["lines"][0]["evidence"]) == 10


def test_show_is_the_same_every_time(command, acme: Leased) -> None:
    command("bill", "close", "2026-03")
    first = command("bill", "show", "SY-2026-000001", "--json").output
    command("bill", "close", "2026-03")
    assert command("bill", "show", "SY-2026-000001", "--json").output == first


def test_export_csv_adds_up_and_opens_in_a_spreadsheet(command, acme: Leased, tmp_path: Path) -> None:
    command("bill", "close", "2026-03")
    out = tmp_path / "march.csv"
    assert (
        command("bill", "export", "--format", "csv", "--period", "2026-03", "--out", str(out)).exit_code == 0
    )
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["clause"] for row in rows] == ["seat_rent", "call_charges", "outage_credit"]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("18666.97")
    assert {row["number"] for row in rows} == {"SY-2026-000001"}
    assert rows[2]["formula"] == "'-(10 × 2 × 2000 / 30) = -1333.33"


def test_export_xlsx_has_the_invoices_and_their_lines_with_sums(
    command, acme: Leased, tmp_path: Path
) -> None:
    command("bill", "close", "2026-03")
    out = tmp_path / "march.xlsx"
    done = command("bill", "export", "--format", "xlsx", "--period", "2026-03", "--out", str(out))
    assert done.exit_code == 0, done.output
    book = load_workbook(out)
    head, invoice, sums = book["invoices"].iter_rows(values_only=True)
    assert dict(zip(head, invoice, strict=True))["total"] == 18666.97
    assert sums[5:] == ("CNY", *(f'=SUMIF(F2:F2,"CNY",{at}2:{at}2)' for at in "GHI"))
    head, *lines, sums = book["lines"].iter_rows(values_only=True)
    at = head.index("amount")
    assert sum(Decimal(str(line[at])) for line in lines) == Decimal("18666.97")
    assert sums[at] == '=SUMIF(E2:E4,"CNY",M2:M4)'


def test_export_csv_holds_no_formula(command, app: Flask) -> None:
    evil = InvoiceFactory(tenant_id=TenantFactory(name="=cmd|' /C calc'!A0").id)
    InvoiceLineFactory(invoice=evil, description_en="@SUM(1+1)", description_zh="\t=1+1", unit="-2+3")
    db.session.commit()
    content = command("bill", "export", "--format", "csv", "--number", evil.number).output
    (row,) = csv.DictReader(io.StringIO(content.lstrip("\ufeff"), newline=""))
    assert row["tenant"] == "'=cmd|' /C calc'!A0"
    assert (row["description_en"], row["description_zh"]) == ("'@SUM(1+1)", "'\t=1+1")
    assert (row["unit"], row["amount"]) == ("'-2+3", "2000.00")


def test_export_csv_has_a_row_for_added_tax(command, app: Flask) -> None:
    leased(1, overrides={"tax": {"rate": 0.06, "included": False}})
    with april():
        command("bill", "close", "2026-03")
    content = command("bill", "export", "--format", "csv", "--number", "SY-2026-000001").output
    rows = list(csv.DictReader(io.StringIO(content.lstrip("\ufeff"), newline="")))
    assert [(row["clause"], row["amount"]) for row in rows] == [("seat_rent", "2000.00"), ("tax", "120.00")]


def test_export_json_is_what_show_prints(command, acme: Leased) -> None:
    command("bill", "close", "2026-03")
    exported = json.loads(command("bill", "export", "--format", "json", "--tenant", "acme").output)
    assert exported == {"invoices": [json.loads(command("bill", "show", "SY-2026-000001", "--json").output)]}


def test_what_cannot_be_written_is_one_line(command, acme: Leased) -> None:
    result = command("bill", "export", "--format", "json", "--tenant", "acme", "--out", "/no/such/folder/x")
    assert (result.exit_code, result.output) == (
        2,
        "seatyard: /no/such/folder/x: No such file or directory\n",
    )


@pytest.mark.parametrize("language", [[], ["--language", "en"]])
def test_export_pdf(command, acme: Leased, tmp_path: Path, language: list[str]) -> None:
    command("bill", "close", "2026-03")
    out = tmp_path / "invoice.pdf"
    result = command(
        "bill", "export", "--format", "pdf", "--number", "SY-2026-000001", "--out", str(out), *language
    )
    assert result.exit_code == 0, result.output
    text = PdfReader(out).pages[0].extract_text()
    assert ("SY-2026-000001" in text, "18,666.97" in text) == (True, True)
