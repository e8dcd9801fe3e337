"""A migrated database for each test, so that no test sees another's rows: copied from a template, or emptied.

One that was emptied has another name: whatever the test before left running finds no database of its own."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

from seatyard import migrations
from seatyard.app import create_app
from seatyard.config import Settings

from .emptied import Template


class Databases(Protocol):
    """Makes fresh, migrated databases; yields an SQLAlchemy address each time."""

    def fresh(self) -> Iterator[str]: ...


def settings_for(home: Path, database_url: str) -> Settings:
    return Settings(
        home=home,
        database_url=database_url,
        secret_key="test",
        base_url="http://127.0.0.1:1",
        speech="none",  # a test that wants a voice says so
    )


def _migrate(home: Path, database_url: str) -> None:
    app = create_app(settings_for(home, database_url))
    migrations.upgrade(app)
    with app.app_context():
        from seatyard.db import db

        db.engine.dispose()


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        _migrate(folder, f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(self.template, path)
        yield f"sqlite:///{path}"
        for leftover in self.folder.glob(f"{path.name}*"):
            leftover.unlink()


ROLE = "seatyard"
"""As in a house at work: it owns the tables, and is held by their policies all the same."""


class Postgres:
    def __init__(self, folder: Path, server: str) -> None:
        self.server = server
        self._admin(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        self._admin(f"CREATE DATABASE template_seatyard OWNER {ROLE}")
        _migrate(folder, self.held("template_seatyard"))
        self.template = Template.of(self._address("template_seatyard"))
        self.spare: list[str] = []

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = self.spare.pop() if self.spare else self._made()
        yield self.held(name)
        self._take_back(name)

    def held(self, name: str) -> str:
        """A database's address, for the role that policies hold."""
        return make_url(f"{self.server}/{name}").set(username=ROLE).render_as_string()

    def _made(self) -> str:
        name = f"t_{uuid.uuid4().hex}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template_seatyard STRATEGY FILE_COPY OWNER {ROLE}")
        return name

    def _take_back(self, old: str) -> None:
        name = f"t_{uuid.uuid4().hex}"
        inside = f"FROM pg_stat_activity WHERE datname = '{old}'"
        with self._connected() as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid) {inside}")
            while connection.execute(f"SELECT 1 {inside}").fetchone():
                time.sleep(0.001)
            connection.execute(f"ALTER DATABASE {old} RENAME TO {name}")
        if self.template.restored(self._address(name)):
            self.spare.append(name)
        else:
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement)

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self._address("postgres"), autocommit=True)

    def _address(self, name: str) -> str:
        return f"{self.server.replace('postgresql+psycopg', 'postgresql')}/{name}"
