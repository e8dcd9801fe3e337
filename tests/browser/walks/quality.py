"""The job of whoever listens to recordings: acme's, of May."""

from __future__ import annotations

from playwright.sync_api import expect

from .houses import LISTENER
from .walk import Walk


def recording(walk: Walk) -> None:
    page = walk.page
    walk.log_in(LISTENER)
    walk.menu("Recordings")
    page.fill("[name=since]", "2026-05-01")
    page.locator("[name=queue]").select_option(label="sales")
    walk.press("Show")
    found = page.locator("tbody tr a")
    expect(found.first).to_be_visible()
    walk.picture("found")
    found.first.click()
    player = page.locator("audio")
    with page.expect_response(lambda answer: ".wav" in answer.url):
        player.evaluate("one => { one.muted = true; return one.play() }")
    page.reload()
    expect(walk.section("Who has listened").locator("tbody tr").first).to_contain_text(LISTENER)
    walk.picture("heard")
    with page.expect_download() as taken:
        page.get_by_role("link", name=walk.says("Download"), exact=True).click()
    assert taken.value.suggested_filename.endswith(".wav")
    page.locator("dd a[href*='/calls/']").click()
    way = page.locator("svg.path")
    expect(way).to_have_count(1)
    walk.picture("call", page.locator("section").filter(has=way))
