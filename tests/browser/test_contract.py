"""A tenant reads its contract, in both languages, on a desk and on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"
SAID = {"中文": "出租方保证系统可用率不低于 98 %", "English": "The operator promises an availability of 98 %"}


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_contract_is_read(visit: Visit) -> None:
    page = visit.log_in("beta")
    for language, said in SAID.items():
        visit.speak(language)
        visit.open("/tenants/beta/contract")
        clause = page.locator("#uptime_sla")
        expect(clause).to_contain_text(said)
        clause.locator("summary").click()
        expect(clause.locator("blockquote").first).to_be_visible()
        assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.locator("#seat_rent a").first.click()
    expect(page).to_have_url(f"{visit.address}/tenants/beta/seats")
    assert visit.complaints == []
