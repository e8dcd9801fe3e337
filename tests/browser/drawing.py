"""Whoever draws a flow by mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

AT_ONCE = "picture => picture.scrollIntoView({ block: 'nearest', behavior: 'instant' })"
"""Nothing may glide while places of the window are read."""
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def node(page: Page, name: str) -> Locator:
    return page.locator(f"#picture [data-node={name}]")


def port(page: Page, name: str, row: int) -> Locator:
    return node(page, name).locator(".grip").nth(row)


def drag(page: Page, start: Locator, end: Locator) -> None:
    """From the middle of one to the middle of the other, with the whole picture in the window."""
    expect(page.locator("#saved[data-state=saved]")).to_be_attached()
    _still(page, start, end)
    page.locator("#picture").evaluate(AT_ONCE)
    _still(page, start, end)
    box = end.bounding_box()
    assert box is not None
    pull(page, start, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _still(page: Page, *those: Locator) -> None:
    """Until they stand where they stood two frames ago: panels slide in, and the picture makes room."""
    before = None
    while before != (before := [one.bounding_box() for one in those]):
        page.evaluate(TWO_FRAMES)


def pull(page: Page, start: Locator, to_x: float, to_y: float) -> None:
    """From the middle of one to a place of the window."""
    box = start.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()
