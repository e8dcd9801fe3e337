"""The invoice on paper: Chinese without any font on the machine, and the same bytes each time."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from billing.documents import fonts, pdf
from billing.models import Invoice
from seatyard.db import db
from tests.factories import ContractFactory, InvoiceFactory, InvoiceLineFactory, TenantFactory
from tests.support.pdf import text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def invoice(app: Flask) -> Invoice:
    """March 2026 of 安康客服: rent, calls and a credit of the template ``seat-lease``."""
    tenant = TenantFactory(title_zh="安康客服", title_en="Acme & Sons", domain="acme.seats.example")
    made: Invoice = InvoiceFactory(
        of_contract=ContractFactory(tenant=tenant),
        number="SY-2026-000007",
        subtotal=Decimal("16266.67"),
        total=Decimal("16266.67"),
        finalised_at=datetime(2026, 3, 31, 17, tzinfo=UTC),
        notices={
            "items": [{"kind": "written_report", "text": {"zh": "须提交报告", "en": "A report is owed"}}]
        },
    )
    InvoiceLineFactory(invoice=made, position=1, amount=Decimal("17600.00"), quantity=Decimal("8.8"))
    InvoiceLineFactory(
        invoice=made,
        position=2,
        clause="outage_credit",
        description_zh="标准坐席故障减收租金",
        description_en="Credit for faults of standard seats",
        unit="seat_day",
        amount=Decimal("-1333.33"),
        formula="-(10 × 2 × 2000 / 30) = -1333.33",
    )
    db.session.commit()
    return made


def fonts_of(document: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(document)).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


def test_it_says_what_the_invoice_says(invoice: Invoice) -> None:
    said = text_of(pdf.render(invoice, "zh"))
    for text in (
        *("账单", "SY-2026-000007", "安康客服", "2026-03-01 – 2026-03-31", "CNY 16,266.67", "2026-04-10"),
        *(
            "标准坐席租金",
            "17,600.00",
            "标准坐席故障减收租金",
            "−1,333.33",
            "-(10 × 2 × 2000 / 30) = -1333.33",
        ),
        *("−1,333.33", "001:A9", "须提交报告", "坐席租赁协议", "2026-04-01", "第 1 页，共 1 页"),
    ):
        assert text in said, text


def test_in_english(invoice: Invoice) -> None:
    said = text_of(pdf.render(invoice, "en"))
    for text in (
        "Invoice",
        "Acme & Sons",
        "Credit for faults",
        "A report is owed",
        "Seat lease",
        "Page 1 of 1",
    ):
        assert text in said, text
    assert "账单" not in said


def test_tax_stands_between_subtotal_and_total(invoice: Invoice) -> None:
    invoice.tax, invoice.tax_formula = Decimal("976.00"), "16266.67 × 0.06 = 976.00"
    invoice.total = Decimal("17242.67")
    said = text_of(pdf.render(invoice, "en"))
    assert "Subtotal 16,266.67 Tax 16266.67 × 0.06 = 976.00 976.00" in said
    assert "CNY 17,242.67" in said


def test_many_lines_take_many_pages(invoice: Invoice) -> None:
    for position in range(3, 60):
        InvoiceLineFactory(invoice=invoice, position=position)
    db.session.commit()
    pages = PdfReader(io.BytesIO(pdf.render(invoice, "en"))).pages
    assert len(pages) > 2
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()
    assert "Unit price" in pages[1].extract_text()


def test_the_same_invoice_gives_the_same_bytes(invoice: Invoice, tmp_path: Path) -> None:
    here = pdf.render(invoice, "zh")
    assert pdf.render(invoice, "zh") == here
    assert elsewhere(invoice, tmp_path, PYTHONHASHSEED="1") == here


def test_chinese_shows_on_a_machine_without_fonts(invoice: Invoice, tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    assert fonts_found(nothing) == 0
    document = elsewhere(invoice, tmp_path, FONTCONFIG_FILE=str(nothing))
    assert "标准坐席故障减收租金" in text_of(document)
    assert fonts_of(document) == {fonts.FAMILY.replace(" ", "-")}
    assert document == pdf.render(invoice, "zh"), "the machine's fonts show"


def fonts_found(config: Path) -> int:
    """How many fonts the machine offers under this configuration."""
    if shutil.which("fc-list") is None:
        return 0
    listed = subprocess.run(
        ["fc-list"], env={**os.environ, "FONTCONFIG_FILE": str(config)}, capture_output=True, check=True
    )
    return len(listed.stdout.splitlines())


RENDER = """
import sys
from billing.documents import pdf
from billing.invoices.service import by_number
from seatyard import scope
from seatyard.app import create_app
from seatyard.db import reading
scope.house()
with create_app().app_context():
    reading()
    sys.stdout.buffer.write(pdf.render(by_number(sys.argv[1]), "zh"))
"""


def elsewhere(invoice: Invoice, home: Path, **environment: str) -> bytes:
    """The document as another process makes it."""
    address = db.engine.url.render_as_string(hide_password=False)
    ran = subprocess.run(
        [sys.executable, "-c", RENDER, invoice.number],
        env={**os.environ, "SEATYARD_DATABASE_URL": address, "SEATYARD_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    return ran.stdout
