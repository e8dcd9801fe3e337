"""What pages can do, programs can do: the table ``pages.txt``, written by hand, has every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask

from seatyard.identity.permissions import GRANTED

TABLE = Path(__file__).with_name("pages.txt")
ALONE = "page only: "


class Row(NamedTuple):
    page: str
    method: str
    told: str

    @property
    def resources(self) -> list[str]:
        return [] if self.told.startswith(ALONE) else self.told.split()


def table() -> list[Row]:
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return [Row(*line.split(None, 2)) for line in lines]


def methods_of(app: Flask) -> dict[str, set[str]]:
    """Of each endpoint."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return found


def test_every_page_has_its_row(app: Flask) -> None:
    pages = [(name, one) for name, some in methods_of(app).items() if name.startswith("ui.") for one in some]
    assert sorted((row.page, row.method) for row in table()) == sorted(pages)
    assert all(row.resources or len(row.told) > len(ALONE) for row in table())


def test_the_resources_are_there_and_described(app: Flask) -> None:
    """Each under ``/api/v1``; what a page changes is not changed by a GET."""
    known = methods_of(app)
    roots = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    for row in table():
        for name in row.resources:
            assert roots[name].startswith("/api/v1/"), (row.page, name)
            assert (known[name] == {"GET"}) == (row.method == "GET"), (row.page, name)


def test_who_may_open_the_page_may_ask_for_the_same(app: Flask) -> None:
    views: dict[str, Any] = app.view_functions
    for row in table():
        for name in row.resources:
            permission = getattr(views[name], "permission", "")
            if not permission:
                assert views[name].allowed_roles == ("public",)
                continue
            roles = set(views[row.page].allowed_roles)
            assert roles <= set(GRANTED[permission]), (row.page, name)


def test_what_pages_enter_in_the_trail_programs_do(app: Flask) -> None:
    """By the same name, so that a search for looks finds both."""
    views: dict[str, Any] = app.view_functions
    for row in table():
        what = getattr(views[row.page], "seen", None)
        if what is not None:
            assert what in {views[name].seen[0] for name in row.resources}, row.page
