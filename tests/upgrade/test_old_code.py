"""An upgrade brings the schema up while the release before still serves: its code must go on over it.

What this proves: every statement that the old release's models can make is understood by the new schema,
and no row that they write lacks or breaks anything new. What it does not: that old code makes sense of
values that only new code writes. Those come a release later (docs/deploy.md, "Upgrades").
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from seatyard import migrations
from seatyard.app import create_app
from seatyard.db import db
from tests.support import databases

from .compatible import Table, tables, unsafe

RELEASED = "0067"
"""The schema of the release before: moved on when one is made, and `MEANT` is emptied."""
MEANT: dict[str, str] = {}
"""Lines of what old code would stumble over and does not, each with the reason."""


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database without a schema."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'empty.db'}"
    app = create_app(databases.settings_for(tmp_path, database_url))
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        yield app
        db.engine.dispose()


def test_the_release_before_goes_on_over_this_schema(empty: Flask) -> None:
    migrations.upgrade(empty, RELEASED)
    with db.engine.connect() as connection:
        old = tables(connection)
    assert len(old) > 50
    migrations.upgrade(empty)
    with db.engine.connect() as connection:
        assert [line for line in unsafe(old, connection) if line not in MEANT] == []


@pytest.fixture
def before(app: Flask) -> dict[str, Table]:
    with db.engine.connect() as connection:
        return tables(connection)


def stumbles(before: dict[str, Table], *changes: str) -> str:
    db.session.remove()
    with db.engine.begin() as connection:
        for change in changes:
            connection.execute(text(change))
    with db.engine.connect() as connection:
        return "\n".join(unsafe(before, connection))


def test_nothing_changed_is_nothing_to_stumble_over(before: dict[str, Table]) -> None:
    assert stumbles(before) == ""


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE nodes ADD COLUMN note VARCHAR",
        "ALTER TABLE nodes ADD COLUMN weight INTEGER NOT NULL DEFAULT 1",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, words VARCHAR NOT NULL)",
        "CREATE INDEX ix_nodes_host ON nodes (host)",
    ],
)
def test_an_expansion(before: dict[str, Table], change: str) -> None:
    assert stumbles(before, change) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE nodes DROP COLUMN lag", "nodes: SELECT: "),
        ("ALTER TABLE nodes RENAME COLUMN host TO place", "nodes: place is new, and must be given"),
        ("ALTER TABLE nodes RENAME TO switches", "nodes: the table is gone"),
        ("CREATE UNIQUE INDEX uq_nodes_host ON nodes (host)", "nodes: new rule: unique (host)"),
    ],
)
def test_a_contraction(before: dict[str, Table], change: str, told: str) -> None:
    assert told in stumbles(before, change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE nodes ADD COLUMN weight INTEGER NOT NULL", "nodes: weight is new, and must be given"),
        ("ALTER TABLE nodes ALTER COLUMN lag SET NOT NULL", "nodes: lag may be empty no more"),
        ("ALTER TABLE nodes ALTER COLUMN port TYPE VARCHAR", "nodes: port was INTEGER and is VARCHAR"),
        ("ALTER TABLE nodes ADD CHECK (port > 0)", "nodes: new rule: check port > 0"),
    ],
)
def test_a_contraction_that_postgresql_knows(before: dict[str, Table], change: str, told: str) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite makes such a change by making the table anew")
    assert told in stumbles(before, change)


@pytest.mark.parametrize(
    ("revision", "stand"), [(None, migrations.OLD), ("0001", migrations.OLD), ("9999", migrations.LATER)]
)
def test_whose_schema_it_is(app: Flask, revision: str | None, stand: str) -> None:
    """A process of the release before may start over a later schema: systemd starts what has fallen over."""
    assert migrations.stand(app) == migrations.OURS
    db.session.execute(text("DELETE FROM alembic_version"))
    if revision:
        db.session.execute(text("INSERT INTO alembic_version VALUES (:it)"), {"it": revision})
    db.session.commit()
    assert migrations.stand(app) == stand
    assert migrations.is_current(app) == (stand == migrations.LATER)
