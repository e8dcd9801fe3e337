"""The database: there, of a version that is tested, its schema ours, its role below row-level security."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .. import away, clock, migrations, row_security
from ..db import db
from .skew import skewed
from .told import Told, fault, ok, warning

CHECK = "database"
LEAST = 15
"""PostgreSQL's oldest version that the tests run on."""


def check() -> Iterator[Told]:
    try:
        yield _version()
    except SQLAlchemyError as error:
        do = "start it, and see SEATYARD_DATABASE_URL"
        yield fault(CHECK, f"does not answer: {away.said(error)}", do)
        return
    yield from _schema()
    if db.engine.dialect.name == "postgresql":
        yield _role()


def check_clock() -> Iterator[Told]:
    """This machine's clock against the database's, which counts for leases and claims."""
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.connect() as connection:
        before = clock.now()
        there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        after = clock.now()
    yield skewed("clock", "the database's", there, before, after)


def _version() -> Told:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
            return warning(CHECK, f"SQLite {version} is for trying it", "set SEATYARD_DATABASE_URL for work")
        version = connection.execute(text("SHOW server_version")).scalar_one()
    if int(str(version).partition(".")[0]) < LEAST:
        return warning(CHECK, f"PostgreSQL {version} is older than what is tested", f"{LEAST} or later")
    return ok(CHECK, f"PostgreSQL {version}")


def _schema() -> Iterator[Told]:
    match migrations.stand(current_app._get_current_object()):  # type: ignore[attr-defined]
        case migrations.OURS:
            yield ok("migrations", "the schema is this release's")
        case migrations.LATER:
            yield warning("migrations", "the schema is a later release's", "install that release here too")
        case _:
            yield fault("migrations", "the schema is missing or old", "seatyard db upgrade")


def _role() -> Told:
    if row_security.bypassed():
        do = "ALTER ROLE … NOSUPERUSER NOBYPASSRLS"
        return fault("database role", "is above row-level security: one wall between tenants is missing", do)
    return ok("database role", "row-level security holds it")
