"""The database's schema, brought up to date by alembic (the scripts lie in ``alembic/``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, text

from . import row_security
from .db import db
from .errors import InvalidInput
from .resources import folder


def config_for(app: Flask) -> Config:
    """alembic's configuration, pointing at the packaged scripts and this app's database."""
    config = Config()
    config.set_main_option("script_location", str(folder("seatyard_migrations")))
    config.attributes["app"] = app
    return config


def upgrade(app: Flask, revision: str = "head") -> None:
    command.upgrade(config_for(app), revision)


def without_parts(connection: Connection) -> Callable[..., bool]:
    """alembic's ``include_name``: the parts of a partitioned table are no tables of a model."""
    parts: set[str | None] = set()
    if connection.dialect.name == "postgresql":
        query = text("SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid")
        parts = set(connection.scalars(query))

    def include(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name not in parts

    return include


def is_current(app: Flask) -> bool:
    """Whether the database has every migration."""
    heads = set(ScriptDirectory.from_config(config_for(app)).get_heads())
    with app.app_context(), db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


def is_behind(app: Flask) -> bool:
    """Whether the database lacks a migration of this code. One that has newer ones, which this code does not
    know, is not behind: the next version's migrations leave this one working."""
    known, heads = _known()
    with app.app_context(), db.engine.connect() as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
    return not current or bool(current & (known - heads))


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """All migrations of this code, and the newest."""
    script = ScriptDirectory(str(folder("seatyard_migrations")))
    return frozenset(one.revision for one in script.walk_revisions()), frozenset(script.get_heads())


def must_be_current(app: Flask) -> None:
    """At the start of a process that goes on. Raises InvalidInput; tells of a role that nothing holds."""
    if not is_current(app):
        raise InvalidInput("the schema is missing or old; run: seatyard db upgrade", where="database")
    with app.app_context():
        row_security.tell_if_bypassed()
