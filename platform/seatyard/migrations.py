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

from . import named_files, row_security
from .db import db
from .errors import Faults, InvalidInput
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


OLD, OURS, LATER = "old", "ours", "later"


def stand(app: Flask) -> str:
    """Whose schema the database has: an older release's (or none), ours, or a later one's.

    Of a revision that our scripts do not know we take it that a later release made it: it has begun by
    bringing the schema up, and we go on over it until we are replaced (docs/deploy.md, "Upgrades").
    """
    known, heads = _known()
    with app.app_context(), db.engine.connect() as connection:
        there = set(MigrationContext.configure(connection).get_current_heads())
    if there == heads:
        return OURS
    return LATER if there and not there & known else OLD


def is_current(app: Flask) -> bool:
    """Whether the database has every migration; a later release may have added more."""
    return stand(app) != OLD


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """All migrations of this code, and the newest."""
    script = ScriptDirectory(str(folder("seatyard_migrations")))
    return frozenset(one.revision for one in script.walk_revisions()), frozenset(script.get_heads())


def must_be_current(app: Flask) -> None:
    """At the start of a process that goes on: the schema, and the files that settings name.

    Raises InvalidInput, with all that is missing. Tells of a role that nothing holds.
    """
    missing = list(named_files.faults(app.extensions["settings"]))
    if not is_current(app):
        missing.append(
            InvalidInput("the schema is missing or old; run: seatyard db upgrade", where="database")
        )
    if missing:
        raise missing[0] if len(missing) == 1 else Faults([str(one) for one in missing])
    with app.app_context():
        row_security.tell_if_bypassed()
