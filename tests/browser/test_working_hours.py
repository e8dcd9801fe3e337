"""A tenant's admin sets working hours, looks at what follows, says yes, and sees the year."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize(
    ("visit", "language", "name", "closed", "sign"),
    [(DESK, "English", "office", "closed by you", "H"), (PHONE, "中文", "办公时间", "自定休息", "休")],
    indirect=["visit"],
    ids=["desk", "phone"],
)
def test_hours_are_added_and_a_day_is_closed(
    visit: Visit, language: str, name: str, closed: str, sign: str
) -> None:
    page = visit.log_in("acme")
    if language != "English":
        visit.speak(language)
    visit.open("/tenants/acme/working-hours")
    page.fill("form [name=name]", name)
    page.click("form:has([name=kind][value=new]) button.btn-primary")
    page.click("form[action$='/working-hours/change'] button.btn-primary")
    expect(page.locator(".hours-month")).to_have_count(12)
    page.fill("[name=day4]", "9:00-12:00，13:00-17:00")
    page.click("form:has([name=kind][value=week]) button.btn-primary")
    expect(page.locator("td strong").first).to_have_text("09:00-12:00, 13:00-17:00")
    page.click("form[action$='/working-hours/change'] button.btn-primary")
    page.fill("[name=day][type=date]", "2026-12-24")
    page.fill("[name=reason]", "年会")
    page.click("form:has([name=kind][value=day]) button")
    page.click("form[action$='/working-hours/change'] button.btn-primary")
    visit.open(page.url.removeprefix(visit.address).partition("?")[0] + "?year=2026")
    expect(page.locator("td.own_closed")).to_contain_text(closed)
    expect(page.locator("td.own_closed")).to_contain_text("年会")
    expect(page.locator("td.holiday small").first).to_have_text(sign)
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert not visit.complaints
