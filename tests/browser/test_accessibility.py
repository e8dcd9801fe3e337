"""Every page that a role may open, looked at by axe-core in light and dark, and as wide as a phone.

axe-core is npm's and for tests alone: ``make test`` puts it beside the virtual environment.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from seatyard.app import create_app
from seatyard.db import db
from seatyard.identity.permissions import OF_TENANTS, ROLES, SEAT
from tests.admin_ui.test_every_page import pages
from tests.admin_ui.test_roles import looked_at
from tests.factories import UserFactory
from tests.support import databases
from tests.support.house import Home, furnished
from tests.support.web import served

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser

AXE = Path(sys.prefix) / "node/node_modules/axe-core/axe.min.js"
OPEN = ("/login", "/login?seat=1", "/forgot", "/no-such-page")
"""What one sees before one has logged in."""
LOOK = """async (rules) => {
  const asked = {resultTypes: ["violations"], preload: {assets: ["media"]}, ...rules};
  const found = (await axe.run(document, asked)).violations;
  const bad = found.filter((one) => ["serious", "critical"].includes(one.impact));
  const why = (node) => node.any[0]?.message ?? node.all[0]?.message ?? "";
  return bad.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} (${why(node)})`));
}"""
PARTS = re.compile(r'<[a-z][^\s>]*|\b(?:class|role|type|data-(?!token)[a-z-]+)="[^"]*"')
"""Of a page: its elements, with what they look like and what they are."""
COLOURS = {"runOnly": ["color-contrast"]}
WIDTH = "document.documentElement.scrollWidth"


Furniture = tuple[Flask, str, list[str]]


@pytest.fixture(scope="module")
def furniture(
    sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furniture]:
    """The house, where it is served, and the addresses of its pages; one person of each role."""
    with sqlite_databases.fresh() as url:
        app = create_app(databases.settings_for(tmp_path_factory.mktemp("home"), url))
        with app.app_context():
            acme, _ = furnished(calls=14)
            addresses = pages(app, acme)
            for role in ROLES:
                UserFactory(login=f"one-{role}", **of(role, acme))
            db.session.commit()
            db.session.remove()
        with served(app) as where:
            yield app, where, addresses
        with app.app_context():
            db.engine.dispose()


def of(role: str, home: Home) -> dict[str, Any]:
    if role == SEAT:
        return {"seat": home.seats[0]}
    return {"role": role, "tenant": home.tenant} if role in OF_TENANTS else {"role": role}


@pytest.fixture(scope="module")
def address(furniture: Furniture) -> str:
    return furniture[1]


@pytest.fixture(scope="module")
def seen_by_axe() -> set[str]:
    return set()


@pytest.fixture(scope="module")
def seen_on_a_phone() -> set[str]:
    return set()


def shown(furniture: Furniture, visit: Visit, role: str, known: set[str]) -> Iterator[str]:
    """Logs in, and goes through the addresses that this role is to look at and that are whole pages.

    Left out is one whose main part is made as one that is ``known``, another role's most often; but
    not the first, as each role has a menu of its own.
    """
    app, _, addresses = furniture
    first = True
    visit.log_in(f"one-{role}")
    for path in looked_at(app, addresses, role):
        answer = visit.page.request.get(visit.address + path)
        kind = answer.headers["content-type"] + answer.headers.get("content-disposition", "")
        if kind != "text/html; charset=utf-8" or "<!doctype html>" not in (page := answer.text()):
            continue
        made_of = "".join(PARTS.findall(page.partition("<main")[2]))
        if first or made_of not in known:
            yield path
        known.add(made_of)
        first = False


def faults(visit: Visit, path: str) -> list[str]:
    """What axe finds serious or critical in ``path``, in light, and of its colours in dark."""
    page = visit.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    visit.open(path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    light = page.evaluate(LOOK, {})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    dark = page.evaluate(LOOK, COLOURS)
    return [f"{path}: {one}" for one in light] + [f"{path} (dark): {one}" for one in dark]


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core (npm); make test installs it")
@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_no_serious_fault(
    furniture: Furniture, visit: Visit, role: str, seen_by_axe: set[str]
) -> None:
    found = [one for path in shown(furniture, visit, role, seen_by_axe) for one in faults(visit, path)]
    assert not found, "\n".join(found)


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core (npm); make test installs it")
def test_axe_finds_no_serious_fault_before_one_has_logged_in(visit: Visit) -> None:
    assert [one for path in OPEN for one in faults(visit, path)] == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_a_phone(
    furniture: Furniture, visit: Visit, role: str, seen_on_a_phone: set[str]
) -> None:
    for path in shown(furniture, visit, role, seen_on_a_phone):
        visit.open(path)
        assert visit.page.evaluate(WIDTH) == PHONE["width"], path
