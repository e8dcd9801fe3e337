"""A tenant's admin reads a report, takes it away as a table, and has it sent each week."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Visit

pytestmark = pytest.mark.browser
MARCH = "since=2026-03-01&until=2026-03-31"


def test_a_report_from_the_list_to_the_file(visit: Visit, tmp_path: Path) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/reports")
    page.click(".card-link >> nth=0")
    for language, heads in (("中文", "时段,进线"), ("English", "Period,Calls in")):
        visit.speak(language)
        _take_away(visit, tmp_path / "levels.csv", heads)
    assert visit.complaints == []


def _take_away(visit: Visit, path: Path, heads: str) -> None:
    page = visit.page
    page.fill("[name=since]", "2026-03-01")
    page.fill("[name=until]", "2026-03-31")
    page.select_option("[name=by]", "week")
    page.click(".filters .btn-primary")
    expect(page.locator("#report tr")).to_have_count(6)
    expect(page.locator(".chart canvas")).to_be_visible()
    with page.expect_download() as taken:
        page.click("a[href*='.csv']")
    taken.value.save_as(path)
    assert path.read_text(encoding="utf-8-sig").startswith(heads)


def test_each_report_on_a_telephone(visit: Visit) -> None:
    page = visit.log_in("acme")
    page.set_viewport_size({"width": 375, "height": 740})
    for name in ("service-levels", "seat-hours", "seats", "origins"):
        assert visit.open(f"/tenants/acme/reports/{name}?{MARCH}") == 200
        expect(page.locator("#report tr").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
    assert visit.complaints == []


def test_the_way_of_a_call(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/calls?since=2026-03-01&until=2026-03-31&outcome=answered&direction=inbound")
    page.click("tbody a >> nth=0")
    expect(page.locator("svg.path rect.talking").first).to_be_visible()
    page.click("summary")
    expect(page.locator("details table")).to_be_visible()
    assert visit.complaints == []
