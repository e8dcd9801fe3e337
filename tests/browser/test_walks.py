"""Each job of the guides is done from sign-in to its result, in both languages, and its pictures are made."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from admin_ui import help as guides
from admin_ui.i18n import LANGUAGES
from tests.support import databases
from tests.support.live_house import LiveHouse

from .conftest import Visit
from .walks.houses import furnished_house, running_house
from .walks.walk import WINDOW, Walk

pytestmark = pytest.mark.browser

LIVE = {
    *("tenant-flow", "tenant-prompts", "operator-tenant", "operator-drift"),
    *("supervisor-board", "supervisor-listen", "seat-state"),
}
"""Jobs for which a switch has to run."""
LOCALES = {"zh": "zh-CN", "en": "en-US"}
WALKED = ("finance", "tenant", "operator", "supervisor", "quality", "seat")
JOBS = [(key, job) for key in WALKED for job in guides.guides()[key].jobs]


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def furnished(
    language: str, sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str]]:
    """One for each language: what a walk has done is there already for the next."""
    with furnished_house(sqlite_databases, tmp_path_factory.mktemp(language)) as house:
        yield house


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHouse]:
    with running_house(tmp_path_factory.mktemp("running") / "home") as house:
        yield house


@pytest.mark.parametrize(("guide", "job"), JOBS, ids=[f"{key}-{job.key}" for key, job in JOBS])
def test_a_job_is_done_as_its_guide_says(
    chromium: Browser,
    request: pytest.FixtureRequest,
    language: str,
    guide: str,
    job: guides.Job,
    tmp_path: Path,
) -> None:
    name = f"{guide}-{job.key}"
    live = request.getfixturevalue("running") if name in LIVE else None
    app, address = (live.instance.app, live.address) if live else request.getfixturevalue("furnished")
    context = chromium.new_context(viewport=WINDOW, locale=LOCALES[language], color_scheme="light")
    context.grant_permissions(["microphone"])
    visit = Visit(context.new_page(), address)
    walk = Walk(visit.page, address, language, name, app, tmp_path, live)
    getattr(import_module(f"tests.browser.walks.{guide}"), job.key)(walk)
    context.close()
    assert visit.complaints == []
    assert walk.pictures == {step.picture.name for step in job.steps if step.picture}
