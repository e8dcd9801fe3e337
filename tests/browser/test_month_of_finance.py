"""Finance's month in a real browser: from drafts to a paid invoice, and the journal in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Page, expect

from esl.models import OUTBOUND
from seatyard.cli import main
from seatyard.db import db
from tenants.models import Tenant
from tests.billing.bank.statements import OWN, cn, credit
from tests.factories import ConversationFactory, LegFactory

from .conftest import Visit

pytestmark = pytest.mark.browser

INVOICE = "SY-2026-000003"


@pytest.fixture
def command(house: tuple[Flask, str]) -> Callable[..., None]:
    """What a person types beside the pages, in the same house."""

    def run(*arguments: str) -> None:
        with within(house[0]):
            done = CliRunner().invoke(main, list(arguments), prog_name="seatyard")
        assert done.exit_code == 0, done.output

    return run


@contextmanager
def within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture
def _calls(house: tuple[Flask, str]) -> None:
    """Three that acme made in April."""
    with within(house[0]):
        acme = db.session.query(Tenant).filter_by(name="acme").one()
        for day in (2, 3, 7):
            starts = datetime(2026, 4, day, 2, tzinfo=UTC)
            call = ConversationFactory(
                tenant=acme, direction=OUTBOUND, started_at=starts, callee="+8613900000000"
            )
            LegFactory(conversation=call)
        db.session.commit()


@pytest.mark.usefixtures("_calls")
def test_from_the_drafts_to_the_money(visit: Visit, command: Callable[..., None], tmp_path: Path) -> None:
    command("bill", "close", "2026-04", "--draft")
    page = visit.log_in("fin")
    total = reviewed(page)
    command("bill", "close", "2026-04")
    opened_down_to_a_call(page)
    paid(page, total, tmp_path)
    exported(page, total, tmp_path)
    assert visit.complaints == []


def reviewed(page: Page) -> str:
    """Beta is held and released, acme is approved; what acme is to pay."""
    page.click("nav a:has-text('Drafts')")
    page.click("td a:has-text('Beichen Hotline')")
    hold = page.locator("form[action$='/hold']")
    hold.locator("[name=reason]").fill("asks for its calls")
    hold.locator("button").click()
    expect(page.locator(".head .badge")).to_have_text("Held")
    page.locator("main form[action$='/release'] button").click()
    expect(page.locator("td", has_text="asks for its calls")).to_be_visible()
    page.click(".breadcrumb a:has-text('Drafts')")
    page.click("td a:has-text('Acme Care')")
    expect(page.locator("h2:has-text('What changed, and why')")).to_be_visible()
    page.click("button:has-text('Approve as it stands')")
    expect(page.locator(".head .badge")).to_have_text("Approved")
    return page.locator("section:has(h2:text-is('Lines')) tbody th.n").inner_text()


def opened_down_to_a_call(page: Page) -> None:
    """From the month's board to what a line was computed from."""
    page.click("nav a:has-text('Month board')")
    page.click("td a:has-text('overdue')")
    page.click(f"a:has-text('{INVOICE}')")
    page.click("td a:has-text('Outbound calls')")
    expect(page.locator("#call tbody tr")).to_have_count(3)
    page.click("#call tbody tr:first-child a")
    expect(page.locator("h1")).to_contain_text("+8613900000000")


def paid(page: Page, total: str, folder: Path) -> None:
    """A bank's file is taken in, its line confirmed as suggested, and the invoice is paid."""
    statement = folder / "may.csv"
    statement.write_bytes(cn(credit(total.replace(",", ""), INVOICE, on="2026-05-08"), charset="gb18030"))
    page.click("nav a:has-text('Bank')")
    page.set_input_files("[name=file]", statement)
    page.fill("[name=account]", OWN)
    page.click("button:has-text('Take in')")
    expect(page.locator("td", has_text=INVOICE).first).to_be_visible()
    page.click("td a:has-text('B1')")
    page.click("td button:has-text('Confirm')")
    expect(page.locator("h2:has-text('Matched with')")).to_be_visible()
    page.click("nav a:has-text('Month board')")
    page.click("td a:has-text('paid')")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(INVOICE)


def exported(page: Page, total: str, folder: Path) -> None:
    """Debits and credits of each transaction are the same; the receivable is what acme was to pay."""
    page.click("nav a:has-text('Month board')")
    with page.expect_download() as download:
        page.click(".actions a:has-text('CSV')")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "journal-2026-04.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        sums[row["transaction"]] = sums.get(row["transaction"], Decimal(0)) + amount
    assert set(sums.values()) == {Decimal(0)}
    assert (INVOICE, "receivable", total.replace(",", "")) in [
        (row["subject"], row["account"], row["debit"]) for row in rows
    ]
