"""Quote and comparison in a real browser: a figure is typed, and the answer beside it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from billing import terms

from .conftest import PHONE, Visit
from .test_pages import WIDTH, saved

pytestmark = pytest.mark.browser

TOO_WIDE = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const tables = [...document.querySelectorAll(".rows .scroll")];
  return tables.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText.slice(0, 80));
}"""
"""Of tables whose rows are typed: which have to be scrolled for their last field."""


def test_an_operator_changes_a_figure_and_the_invoice_follows(visit: Visit, tmp_path: Path) -> None:
    page = visit.log_in("ops")
    page.click("nav a:has-text('Quote')")
    result = page.locator("[data-result]")
    expect(result).to_contain_text("10 seats × 1 × 2,000.00 = 20,000.00")
    page.locator("details", has_text="Seat rent").locator("input[value='2000']").first.fill("1750")
    expect(result).to_contain_text("10 seats × 1 × 1,750.00 = 17,500.00")
    page.click("summary:has-text('Send it to a customer')")
    page.fill("[name=customer]", "安康客服")
    file = saved(page, "button:has-text('PDF English')", tmp_path)
    said = " ".join(page.extract_text() for page in PdfReader(file).pages)
    assert "10 seats × 1 × 1,750.00 = 17,500.00" in said
    assert "安康客服" in said
    assert visit.complaints == []


def test_a_fault_is_marked_and_the_last_good_invoice_stays(visit: Visit) -> None:
    page = visit.log_in("fin")
    visit.open("/quote")
    result, fault = page.locator("[data-result]"), page.locator("[role=alert]")
    seats = page.locator("[name='seats[0]']")
    seats.fill("many")
    expect(fault).to_contain_text("'many' is not allowed")
    expect(seats).to_have_attribute("aria-invalid", "true")
    expect(result).to_contain_text("20,000.00")
    seats.fill("12")
    expect(fault).to_have_count(0)
    expect(seats).not_to_have_attribute("aria-invalid", "true")
    expect(result).to_contain_text("24,000.00")


def test_rows_are_added_and_taken_away(visit: Visit) -> None:
    page = visit.log_in("ops")
    visit.open("/quote")
    result = page.locator("[data-result]")
    changes = page.locator("details[data-name='facts.seats']")
    month = page.locator("[name=month]").input_value()
    changes.locator("input").nth(0).fill(f"{month}-10")
    changes.locator("[name$='.type']").fill("standard")
    changes.locator("[name$='.add']").fill("3")
    expect(result).to_contain_text("26,000.00")
    changes.locator("[data-add]").click()
    expect(changes.locator("tbody tr")).to_have_count(2)
    changes.locator("[name$='.at']").nth(1).fill(f"{month}-20")
    changes.locator("[name$='.type']").nth(1).fill("standard")
    changes.locator("[name$='.release']").nth(1).fill("4")
    expect(result).to_contain_text("(4 seats × 0.7 + 9 seats × 1)")
    changes.locator("[data-remove]").nth(1).click()
    expect(result).to_contain_text("26,000.00")


def test_another_template_is_chosen(visit: Visit) -> None:
    page = visit.log_in("ops")
    visit.open("/quote")
    page.select_option("select[name=template]", "hotline-seat-lease")
    page.wait_for_url(re.compile("template=hotline-seat-lease"))
    expect(page.locator("[data-result]")).to_contain_text("Rent of inbound seats")


def test_a_cost_line_is_changed(visit: Visit) -> None:
    page = visit.log_in("fin")
    page.click("nav a:has-text('Comparison')")
    result = page.locator("[data-result]")
    expect(result.locator("tr", has_text="Own system").first).to_contain_text("254,000.00")
    expect(result.locator("tr", has_text="Outsourced").first).to_contain_text("104,000.00")
    page.fill("[name='ways[0].costs[0].amount']", "100000")
    expect(result.locator("tr", has_text="Own system").first).to_contain_text("194,000.00")
    page.locator("[data-remove]").first.click()
    expect(result.locator("tr", has_text="Own system").first).to_contain_text("94,000.00")
    expect(page.locator("svg.curves polyline")).to_have_count(3)
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_neither_scrolls_sideways(visit: Visit) -> None:
    page = visit.log_in("ops")
    for path in ("/quote", "/quote?template=seats-and-voice-line", "/comparison"):
        assert visit.open(path) == 200
        assert page.evaluate(WIDTH) == PHONE["width"], path
    visit.open("/quote")
    page.fill("[name='seats[0]']", "5")
    expect(page.locator(".brief")).to_contain_text("CNY 10,090.00")


def test_on_a_desk_each_row_is_seen_to_its_end(visit: Visit) -> None:
    page = visit.log_in("ops")
    for path in ("/comparison", *(f"/quote?template={name}" for name in terms.names())):
        assert visit.open(path) == 200
        assert page.evaluate(TOO_WIDE) == [], path
