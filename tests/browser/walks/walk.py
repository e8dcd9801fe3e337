"""Somebody who does a job of a guide in one language, and takes the guide's pictures on the way."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.support import Translations
from flask import Flask
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from admin_ui import help as guides
from admin_ui.i18n import TRANSLATIONS
from tests.browser.conftest import LANGUAGES
from tests.factories import PASSWORD
from tests.support.live_house import LiveHouse

WINDOW = {"width": 1120, "height": 700}
"""In which a picture is taken; it is shown at ``guides.SIZE``."""
SEEN_BY_PEOPLE = ({"width": 1440, "height": 900}, {"width": 375, "height": 740})
QUALITY = 72
TO_THE_TOP = "one => scrollTo({ top: one.getBoundingClientRect().top + scrollY - 16, behavior: 'instant' })"


@cache
def catalogue(language: str) -> Callable[[str], str]:
    return Translations.load(TRANSLATIONS, [language]).gettext


@dataclass
class Walk:
    page: Page
    address: str
    language: str
    job: str
    """``finance-drafts``."""
    app: Flask
    folder: Path
    """For files that are given to pages."""
    live: LiveHouse | None = None
    """The house whose switch runs, of a job that is done in it."""
    pictures: set[str] = field(default_factory=set)
    """The names of those that were taken."""

    def says(self, text: str) -> str:
        """A text of the pages, as the pages say it."""
        return catalogue(self.language)(text)

    def chosen(self, en: str, zh: str) -> str:
        """What somebody has written in both languages."""
        return {"en": en, "zh": zh}[self.language]

    @property
    def switch(self) -> LiveHouse:
        assert self.live, f"{self.job} is done where no switch runs"
        return self.live

    def log_in(self, login: str, seat: str = "") -> None:
        """Of a seat, ``login`` is its tenant's name."""
        self.page.goto(f"{self.address}/login{'?seat=1' if seat else ''}")
        for name, text in {"tenant": login, "number": seat}.items() if seat else [("login", login)]:
            self.page.fill(f"[name={name}]", text)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("button.btn-primary")
        expect(self.page.locator(".who")).to_contain_text(login)
        if self.page.locator("html").get_attribute("lang") != _tag(self.language):
            self.page.click(".who")
            self.page.click(f"#me button[value={self.language}]")
        expect(self.page.locator("html")).to_have_attribute("lang", _tag(self.language))

    def menu(self, name: str) -> None:
        """Open a page by the menu."""
        self.page.locator("#menu a").filter(has=self.page.get_by_text(self.says(name), exact=True)).click()
        expect(self.page.locator("h1")).to_be_visible()

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("button", name=self.says(name), exact=True).click()

    def link(self, name: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("link", name=name, exact=True).first.click()

    def section(self, title: str) -> Locator:
        """Under a heading."""
        heading = self.page.get_by_role("heading", name=self.says(title), exact=True)
        return self.page.locator("section").filter(has=heading)

    def picture(self, name: str, of: Locator | None = None) -> None:
        """What is seen at this moment, ``of`` at its top; written where pictures are asked for."""
        self.page.evaluate("document.querySelector('.toasts')?.replaceChildren()")
        _look(of, self.page)
        shot = self.page.screenshot(animations="disabled")
        self.pictures.add(f"{self.job}-{name}")
        if os.environ.get("SEATYARD_GUIDE_PICTURES"):
            _write(shot, guides.PICTURES / f"guides/{self.job}-{name}.{self.language}.webp")
        kept = os.environ.get("SEATYARD_PICTURES")
        if kept:
            self._keep(Path(kept), name)

    def _keep(self, folder: Path, name: str) -> None:
        """The whole page, at a desk and on a phone, light and dark."""
        for size in SEEN_BY_PEOPLE:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            for theme in ("dark", "light"):
                self.page.emulate_media(color_scheme=theme)
                path = folder / f"{self.job}-{name}.{self.language}.{size['width']}.{theme}.png"
                self.page.screenshot(path=path, full_page=True, animations="disabled")
        self.page.set_viewport_size(WINDOW)  # type: ignore[arg-type]


def _look(of: Locator | None, page: Page) -> None:
    if of is None:
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    else:
        of.first.evaluate(TO_THE_TOP)


def _write(shot: bytes, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").resize(guides.SIZE, Image.Resampling.LANCZOS).save(
            path, "WEBP", quality=QUALITY, method=6
        )


def _tag(language: str) -> str:
    return {"zh": LANGUAGES["中文"], "en": LANGUAGES["English"]}[language]
