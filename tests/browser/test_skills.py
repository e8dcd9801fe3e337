"""A tenant's admin gives seats a skill and lets a queue ask for it: who can what is seen, seats follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize(
    ("visit", "skill", "name", "language"),
    [(DESK, "French", "french", "English"), (PHONE, "粤语", "cantonese", "中文")],
    indirect=["visit"],
    ids=["desk", "phone"],
)
def test_a_queue_follows_a_skill(visit: Visit, skill: str, name: str, language: str) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/seats")
    if language == "中文":
        visit.speak(language)
    for number in ("1001", "1002"):
        page.check(f"input[name=number][value='{number}']")
    page.fill("#chosen [name=skill]", skill)
    page.select_option("#chosen [name=level]", "4")
    page.click("#chosen button.btn-primary")
    expect(page.locator("table").last).to_contain_text(f"{skill} 4")
    page.click("form[action$='/seats/change'] button.btn-primary")
    visit.open("/tenants/acme/queue-new")
    page.fill("[name=name]", name)
    page.fill("[name=skill]", skill)
    page.select_option("[name=least]", "3")
    page.click("form[action$='/queue-proposal'] button.btn-primary")
    expect(page.locator("table").last.locator("tbody tr")).to_have_count(2)
    page.click("form[action$='/queue-change'] button.btn-primary")
    expect(page.locator("[name=by_skill]")).to_have_count(1)
    visit.open("/tenants/acme/seats/1002")
    page.locator(f"input[name=skill][value='{skill}'] ~ select").select_option("2")
    page.click("form[action$='/seats/proposal'] button.btn-primary")
    expect(page.locator("table").last).to_contain_text(f"{skill} 2")
    page.click("form[action$='/seats/change'] button.btn-primary")
    visit.open("/tenants/acme/skills")
    row = page.locator("tbody tr", has_text=skill)
    expect(row).to_contain_text(name)
    expect(row).to_contain_text("1001")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert not visit.complaints
