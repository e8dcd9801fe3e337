"""A migrated database for each test: copied from a template, so that no test sees another's rows."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from seatyard import migrations
from seatyard.app import create_app
from seatyard.config import Settings


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


class Postgres:
    def __init__(self, folder: Path, server: str) -> None:
        self.server = server
        self._admin("CREATE DATABASE template_seatyard")
        _migrate(folder, f"{server}/template_seatyard")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"t_{uuid.uuid4().hex}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template_seatyard STRATEGY FILE_COPY")
        yield f"{self.server}/{name}"
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        address = self.server.replace("postgresql+psycopg", "postgresql") + "/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
