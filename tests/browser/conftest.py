"""Chromium against a served, furnished house. Skipped, with a reason, where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from seatyard.app import create_app
from seatyard.db import db
from tests.factories import PASSWORD
from tests.support import databases
from tests.support.house import furnished
from tests.support.web import served

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 740}
LANGUAGES = {"中文": "zh-Hans", "English": "en"}

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first in half the time
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def stands(database: databases.Sqlite, home: Path) -> Iterator[Flask]:
    """A house to be furnished, with everything on that protects it in earnest."""
    with database.fresh() as url:
        app = create_app(databases.settings_for(home, url))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def house(
    sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str]]:
    """The furnished house, and where it is served."""
    with stands(sqlite_databases, tmp_path_factory.mktemp("home")) as app:
        with app.app_context():
            furnished(calls=70)
            db.session.remove()
        with served(app) as where:
            yield app, where


@pytest.fixture(scope="module")
def address(house: tuple[Flask, str]) -> str:
    return house[1]


class Visit:
    """A window on the house, and what the browser complained of.

    A click returns when the next page begins, not when it stands there whole: look at it with
    ``expect``, which waits, and not with ``count()`` or ``is_visible()``, which do not.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def log_in(self, login: str) -> Page:
        self.page.goto(f"{self.address}/login")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("button.btn-primary")
        expect(self.page.locator(".who")).to_contain_text(login)
        return self.page

    def speak(self, language: str) -> None:
        """The same page in ``language``, by its button: in the person's menu, where somebody is logged in."""
        if self.page.locator(".who").count():
            self.page.click(".who")
        self.page.click(f"button:has-text('{language}')")
        expect(self.page.locator("html")).to_have_attribute("lang", LANGUAGES[language])

    def open(self, path: str) -> int:
        """The status of the page at ``path``."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window on a desk, or on what ``parametrize("visit", [PHONE], indirect=True)`` says."""
    size = getattr(request, "param", DESK)
    context = chromium.new_context(viewport=size, locale="en-US", accept_downloads=True)
    yield Visit(context.new_page(), address)
    context.close()
