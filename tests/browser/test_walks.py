"""Each job of the guides is done from sign-in to its result, in both languages, and its pictures are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from admin_ui import help as guides
from admin_ui.i18n import LANGUAGES
from seatyard import clock
from seatyard.db import db
from tests.support import databases
from tests.support.house import furnished
from tests.support.web import served

from .conftest import Visit, stands
from .walks.walk import WINDOW, Walk

pytestmark = pytest.mark.browser

MORNING = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
"""Half past nine in Shanghai, a month after the house was furnished."""
APRIL = range(940, 1000)
"""Calls of a home that fall into April."""
FURNISHED = ("finance",)
"""Guides that are walked in the furnished house."""
LOCALES = {"zh": "zh-CN", "en": "en-US"}
JOBS = [(key, job) for key in FURNISHED for job in guides.guides()[key].jobs]


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def house(
    language: str, sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str]]:
    """One for each language: what a walk has done is there already for the next."""
    with stands(sqlite_databases, tmp_path_factory.mktemp(language)) as app:
        with app.app_context(), clock.frozen(MORNING - timedelta(days=3)):
            for home in furnished(calls=70):
                for number in APRIL:
                    home.call(number)
            db.session.commit()
            db.session.remove()
        with clock.frozen(MORNING), served(app) as where:
            yield app, where


@pytest.mark.parametrize(("guide", "job"), JOBS, ids=[f"{key}-{job.key}" for key, job in JOBS])
def test_a_job_is_done_as_its_guide_says(
    chromium: Browser, house: tuple[Flask, str], language: str, guide: str, job: guides.Job, tmp_path: Path
) -> None:
    app, address = house
    context = chromium.new_context(viewport=WINDOW, locale=LOCALES[language], color_scheme="light")
    visit = Visit(context.new_page(), address)
    walk = Walk(visit.page, address, language, f"{guide}-{job.key}", app, tmp_path)
    getattr(import_module(f"tests.browser.walks.{guide}"), job.key)(walk)
    context.close()
    assert visit.complaints == []
    assert walk.pictures == {step.picture.name for step in job.steps if step.picture}
