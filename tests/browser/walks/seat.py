"""The job of whoever takes calls, while the switch runs."""

from __future__ import annotations

from playwright.sync_api import expect

from admin_ui.demo.processes import wait_until

from .houses import TALKER, TENANT
from .walk import Walk


def state(walk: Walk) -> None:
    page, house = walk.page, walk.switch
    walk.log_in(TENANT, TALKER)
    page.locator("[name=reason]").select_option(index=1)
    walk.press("Busy")
    pressed = page.locator("main [aria-pressed=true]")
    expect(pressed).to_have_text(walk.says("Busy"))
    walk.picture("state")
    walk.press("Ready")
    expect(pressed).to_have_text(walk.says("Ready"))
    calls = walk.section("Today's calls").locator("tbody tr")
    known = calls.count()
    house.calls(house.number("main"))
    leg = house.rings(TALKER)
    house.lab(f"answer {leg}")
    house.talks(leg)
    house.lab(f"hangup {leg}")

    def taken() -> bool:
        page.reload()
        return calls.count() > known

    wait_until(taken, "the record of the call")
    walk.picture("today", walk.section("Today's calls"))
