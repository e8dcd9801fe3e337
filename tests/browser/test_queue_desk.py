"""A tenant's admin makes a queue, says yes to what it does, and removes it again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize(
    ("visit", "name", "language", "made"),
    [(DESK, "helpdesk", "English", "It is changed."), (PHONE, "vip", "中文", "已更改")],
    indirect=["visit"],
    ids=["desk", "phone"],
)
def test_a_queue_is_made_and_removed(visit: Visit, name: str, language: str, made: str) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/queues")
    if language == "中文":
        visit.speak(language)
    page.click("a[href$='/queue-new']")
    page.fill("[name=name]", name)
    page.fill("[name=add]", "1001-1003")
    page.click("form[action$='/queue-proposal'] button.btn-primary")
    expect(page.locator("table").last).to_contain_text("1003")
    page.click("details summary")
    expect(page.locator("details pre")).to_contain_text(f"callcenter_config queue load {name}")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.click("form[action$='/queue-change'] button.btn-primary")
    expect(page.locator(".alert-success")).to_contain_text(made)
    expect(page.locator("select[name=level-1002]")).to_have_value("1")
    page.select_option("select[name=level-1002]", "2")
    page.check("input[name=out][value='1003']")
    page.click("form[action$='/queue-proposal'] button.btn-primary")
    expect(page.locator("table").last.locator("tbody tr")).to_have_count(2)
    page.click("form[action$='/queue-change'] button.btn-primary")
    expect(page.locator("select[name=level-1002]")).to_have_value("2")
    page.click("form:has([value=remove]) button.btn-danger")
    page.click("form[action$='/queue-change'] button.btn-danger")
    expect(page.locator("tbody")).to_contain_text("sales")
    expect(page.locator("tbody")).not_to_contain_text(name)
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert not visit.complaints
