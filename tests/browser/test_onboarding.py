"""A first-time operator in a real browser: from sign-in to a new tenant taking a call, counted.

Against the demo's own processes: web, worker, lab switch.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESK, PHONE

pytestmark = pytest.mark.browser

MOST_CLICKS = 12
MOST_SECONDS = 180


@dataclass
class Counted:
    """A browser of somebody whose clicks are counted."""

    page: Page
    clicks: int = 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    home = tmp_path_factory.mktemp("onboarding")
    command = [sys.executable, "-m", "tests.browser.staged", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        yield json.loads(told)
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    ("size", "language", "name"), [(DESK, "en-US", "northwind"), (PHONE, "zh-CN", "beifeng")]
)
def test_from_sign_in_to_the_first_call(
    chromium: Browser, demo: dict[str, str], size: dict[str, int], language: str, name: str
) -> None:
    context = chromium.new_context(viewport=size, locale=language)
    operator = Counted(context.new_page())
    page, began = operator.page, time.monotonic()
    page.goto(f"{demo['address']}/login")
    page.fill("[name=login]", "operator")
    page.fill("[name=password]", demo["password"])
    operator.click("button.btn-primary")
    if size == PHONE:
        operator.click(".navbar-toggler")
    operator.click("nav a[href='/onboarding']")
    page.fill("[name=name]", name)
    page.fill("[name=title_zh]", "北风客服")
    operator.click("form.wizard .btn-primary")
    expect(page.locator("[data-result] output").last).to_be_visible()
    operator.click(".wizard-on .btn-primary")
    expect(page.locator("table.runs")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    operator.click("form.wizard .btn-primary")
    expect(page.locator(".plan")).to_be_visible()
    operator.click("form.wizard-make button")
    expect(page.locator("#live .bg-green-lt")).to_contain_text("fs1")
    operator.click("#live .btn-primary")
    expect(page.locator("[data-test-call=connected]")).to_contain_text("8001", timeout=60_000)
    took = time.monotonic() - began
    assert (operator.clicks <= MOST_CLICKS, took <= MOST_SECONDS) == (True, True), (operator.clicks, took)
    page.click(f"#live a[href^='/tenants/{name}/calls/']")
    expect(page.locator("h1")).to_contain_text("test")
    context.close()
