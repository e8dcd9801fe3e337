"""Finance stays in a month from page to page; what was done by mistake is undone where it is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit

pytestmark = pytest.mark.browser


def test_the_month_stays_from_page_to_page(visit: Visit) -> None:
    page = visit.log_in("fin")
    visit.open("/invoices")
    page.select_option("[name=period]", "2026-03")
    expect(page).to_have_url(re.compile(r"/invoices\?period=2026-03$"))
    expect(page.locator("dl.figures")).to_contain_text("2 invoices")
    for room in ("Drafts", "Bank", "Month board", "Invoices"):
        page.click(f"#menu a:has-text('{room}')")
        expect(page.locator("h1")).to_have_text(room)
        expect(page).to_have_url(re.compile(r"\?period=2026-03$"))
    page.click("tbody a:has-text('SY-2026-000001')")
    expect(page.locator("h1")).to_have_text("Invoice SY-2026-000001")
    page.click("#menu a:has-text('Drafts')")
    expect(page.locator("select[name=period]")).to_have_value("2026-03")
    assert visit.complaints == []


def test_a_lock_is_undone_where_it_is_told(visit: Visit) -> None:
    page = visit.log_in("ops")
    words = {"English": ("Lock", "Undo", "may log in"), "中文": ("锁定", "撤销", "可登录")}
    for language, (lock, undo, free) in words.items():
        visit.open("/people")
        if language == "中文":
            visit.speak(language)
        row = page.locator("tr", has=page.locator("td:text-is('fin')"))
        row.get_by_role("button", name=lock, exact=True).click()
        expect(row).not_to_contain_text(free)
        page.locator(".toast").get_by_role("button", name=undo).click()
        expect(row).to_contain_text(free)
        expect(page.locator(".toast form")).to_have_count(0)
    visit.speak("English")
