"""The pages in a real browser: what a person does with an invoice, on a desk and on a phone."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"
LIGHTNESS = """(() => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((a, b) => a + b, 0);
})()"""


def test_finance_walks_from_an_invoice_to_a_call_and_back(visit: Visit) -> None:
    page = visit.log_in("fin")
    page.click("a:has-text('SY-2026-000002')")
    expect(page.locator("h1")).to_have_text("Invoice SY-2026-000002")
    page.click("td a:has-text('Inbound calls')")
    expect(page.locator("#call tbody tr")).to_have_count(50)
    line = page.url
    page.click("#call tbody tr:nth-child(3) a")
    expect(page.locator("h2:has-text('Legs')")).to_be_visible()
    expect(page.locator("svg.path")).to_have_count(1)
    expect(page.locator("td .badge:has-text('paid for')")).to_have_count(1)
    page.click("a:has-text('Inbound calls')")
    expect(page).to_have_url(line)
    page.click("a[rel=next]")
    expect(page.locator("text=To the earliest")).to_be_visible()
    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.click("text=Back to the invoice")
    expect(page.locator("h1")).to_have_text("Invoice SY-2026-000002")
    assert visit.complaints == []


def test_the_language_is_switched_where_one_is(visit: Visit) -> None:
    page = visit.log_in("fin")
    visit.open("/tenants/acme/invoices/SY-2026-000001")
    page.click(".who")
    page.click("button:has-text('中文')")
    expect(page).to_have_url(re.compile(r"/tenants/acme/invoices/SY-2026-000001\??$"))
    expect(page.locator("h1")).to_have_text("账单 SY-2026-000001")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.click(".who")
    page.click("button:has-text('English')")
    expect(page.locator("h1")).to_have_text("Invoice SY-2026-000001")


def saved(page: Page, link: str, folder: Path) -> Path:
    """The file behind a link, downloaded."""
    with page.expect_download() as download:
        page.click(link)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_files_are_downloaded_and_say_what_the_page_says(visit: Visit, tmp_path: Path) -> None:
    page = visit.log_in("fin")
    visit.open("/tenants/acme/invoices/SY-2026-000001")
    total = page.locator("tfoot .sum .n").inner_text()
    table = saved(page, "a:has-text('CSV')", tmp_path)
    assert table.name == "SY-2026-000001.csv"
    rows = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")))
    assert f"{sum(Decimal(row['amount']) for row in rows):,.2f}" == total
    paper = PdfReader(saved(page, "a:has-text('PDF')", tmp_path))
    assert total in paper.pages[0].extract_text()


def test_a_tenant_cannot_open_anothers_invoice(visit: Visit) -> None:
    page = visit.log_in("acme")
    expect(page).to_have_url(re.compile("/tenants/acme$"))
    assert visit.open("/tenants/acme/invoices/SY-2026-000001") == 200
    assert visit.open("/tenants/beta/invoices/SY-2026-000002") == 404
    assert visit.open("/tenants/acme/invoices/SY-2026-000002") == 404
    assert visit.open("/invoices") == 403


def test_a_finding_is_cleared_by_hand_with_a_reason(visit: Visit) -> None:
    page = visit.log_in("ops")
    before = int(page.locator(".count").inner_text())
    page.click("nav a:has-text('Findings')")
    page.locator("tr", has_text="call 2").locator("a").first.click()
    page.fill("[name=reason]", "the record came")
    page.click("button:text-is('Clear')")
    expect(page.locator(".count")).to_have_text(str(before - 1))
    page.click("text=Cleared ones")
    expect(page.locator("tr", has_text="call 2")).to_contain_text("ops")


def test_logging_out_shuts_the_pages(visit: Visit) -> None:
    page = visit.log_in("ops")
    page.click(".who")
    page.click("button:has-text('Log out')")
    expect(page.locator("[name=password]")).to_be_visible()
    visit.open("/overview")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.fill("[name=login]", "ops")
    page.fill("[name=password]", "wrong")
    page.click("button.btn-primary")
    expect(page.locator("[role=alert]")).to_have_text("Wrong login or password.")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("ops", ["/overview", "/tenants", "/nodes", "/outages", "/findings", "/tenants/acme"]),
        (
            "ops",
            ["/people", "/tenants/acme/people", "/tenants/acme/act", "/account", "/account/second-factor"],
        ),
        (
            "ops",
            ["/tenants/acme/data", "/tenants/acme/end", "/tenants/acme/end?preview=1"],
        ),
        ("fin", ["/invoices", "/calls", "/tenants/acme/invoices/SY-2026-000001"]),
        ("beta", [f"/tenants/beta/invoices/SY-2026-000002/lines/{line}" for line in (1, 3, 5)]),
    ],
)
def test_on_a_phone_no_page_scrolls_sideways(visit: Visit, login: str, paths: list[str]) -> None:
    page = visit.log_in(login)
    for language in ("中文", "English"):
        for path in paths:
            assert visit.open(path) == 200
            assert page.evaluate(WIDTH) == PHONE["width"], (path, language)
        visit.speak(language)


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_tables_fold_and_a_wide_drawing_scrolls_inside_itself(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/calls")
    expect(page.locator("thead")).to_be_hidden()
    expect(page.locator("tbody tr").first.locator("td[data-label='Outcome']")).to_be_visible()
    page.click("tbody tr:first-child a")
    expect(page.locator("h2:has-text('Legs')")).to_be_visible()
    assert page.evaluate(WIDTH) == PHONE["width"]
    wide = "all => all.map(one => one.scrollWidth > one.clientWidth)"
    assert page.locator(".scroll:has(svg.path)").evaluate_all(wide) == [True]
    assert not any(page.locator(".scroll:has(table)").evaluate_all(wide))


@pytest.mark.parametrize("visit", [{"width": 1024, "height": 740}], indirect=True)
def test_on_a_small_desk_the_menu_is_icons_until_it_is_pointed_at(visit: Visit) -> None:
    page = visit.log_in("fin")
    rail = "document.querySelector('.navbar-vertical').clientWidth"
    page.mouse.move(600, 400)
    assert page.evaluate(rail) < 80
    page.hover("#menu a[href$='/dunning']")
    assert page.evaluate(rail) > 200
    page.get_by_role("link", name="Dunning", exact=True).click()
    expect(page.locator("h1")).to_have_text("Dunning")
    page.mouse.move(600, 400)
    assert page.locator(".scroll").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_dark_where_the_machine_is_dark(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(color_scheme="dark")
    visit.log_in("fin")
    assert page.evaluate(LIGHTNESS) < 150
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    assert page.evaluate(LIGHTNESS) > 600
