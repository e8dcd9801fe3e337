"""Fixtures that every test may use: an application on a database of its own, on either engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from seatyard.app import create_app
from seatyard.cli import main
from seatyard.db import db
from tests.support import databases, engines, postgres, routing, templates

settings.register_profile("seatyard", deadline=None, max_examples=60)  # a busy machine is no failure
settings.register_profile("ci", settings.get_profile("seatyard"), derandomize=True)
routing.compile_once()
templates.compile_once()
settings.load_profile("ci" if "CI" in os.environ else "seatyard")


SELDOM = "-c autovacuum_naptime=1d"
"""A database that a test gives back is held against its template: nobody else changes it meanwhile."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a module makes once (a browser, a wheel, the calls of all captures) one process makes, not two."""
    items[:], left = engines.drawn(items)
    config.hook.pytest_deselected(items=left)
    for item in items:
        made = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
        once = any(one.scope == "module" for fixtures in made for one in fixtures)
        if once and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> databases.Sqlite:
    return databases.Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Postgres]:
    bin_dir = postgres.binaries()
    if bin_dir is None:
        pytest.skip("no PostgreSQL binaries on this machine (Debian: apt-get install postgresql)")
    with postgres.running(bin_dir, SELDOM) as server:
        yield databases.Postgres(tmp_path_factory.mktemp("postgres"), server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database, on the engine that the test draws (``engines``)."""
    kind = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    with request.getfixturevalue(kind).fresh() as url:
        yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application, inside its context."""
    app = create_app(databases.settings_for(tmp_path, database_url))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def command(app: Flask) -> Any:
    """Run a ``seatyard`` command line inside the test's application: ``command("bill", "close", …)``."""

    def run(*arguments: str) -> Result:
        db.session.rollback()
        return CliRunner().invoke(main, list(arguments), prog_name="seatyard")

    return run
