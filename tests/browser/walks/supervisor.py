"""The jobs of whoever leads seats, while the switch runs."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from .houses import BOSS, TALKER
from .walk import Walk


def board(walk: Walk) -> None:
    page = walk.page
    _opened(walk)
    leg = _talk(walk)
    walk.picture("live")
    page.locator("[data-wall]").click()
    expect(page.locator(".board-calls")).to_be_hidden()
    walk.picture("wall")
    page.locator("[data-leave]").click()
    walk.switch.lab(f"hangup {leg}")
    expect(_seat(walk, "after_call")).to_be_visible()


def listen(walk: Walk) -> None:
    page, house = walk.page, walk.switch
    _opened(walk)
    leg = _talk(walk)
    page.select_option("[name=mine]", BOSS)
    walk.picture("phone", page.locator(".board-calls"))
    page.locator('[data-do="listen"]:visible').click()
    mine = house.rings(BOSS)
    house.lab(f"answer {mine}")
    expect(_seat(walk, "talking", BOSS)).to_be_visible()
    assert leg in house.switch.run(f"lab hears {mine}")
    page.locator('[data-do="hangup"]:visible').click()
    expect(page.locator("[data-sure]")).to_contain_text(TALKER)
    walk.picture("sure")
    page.locator("[data-yes]").click()
    expect(_seat(walk, "after_call")).to_be_visible()


def _opened(walk: Walk) -> None:
    walk.log_in("boss")
    walk.menu("Live board")
    expect(walk.page.locator("[data-age] .bg-green-lt")).to_have_count(1)


def _talk(walk: Walk) -> str:
    """Somebody calls, and the seat answers once it is free; its leg."""
    house = walk.switch
    house.ready(TALKER)
    expect(_seat(walk, "ready")).to_be_visible()
    house.calls(house.number("main"))
    leg = house.rings(TALKER)
    house.lab(f"answer {leg}")
    expect(_seat(walk, "talking")).to_be_visible()
    return leg


def _seat(walk: Walk, state: str, seat: str = TALKER) -> Locator:
    return walk.page.locator(f'.seat[data-is="{state}"]', has_text=seat)
