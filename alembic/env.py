"""alembic's entry: runs the migrations on the application's own engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import Flask
from sqlalchemy import Connection

from seatyard import scope
from seatyard.app import create_app
from seatyard.db import db, direct
from seatyard.migrations import without_parts


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table's constraints by making it anew: what refers to it must not mind
    meanwhile, and is looked at again before the commit."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        connection.commit()
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration leaves rows that refer to nothing: {broken[:3]}")
        connection.commit()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


app: Flask = context.config.attributes.get("app") or create_app(served=False)

with app.app_context(), scope.everyone(), direct().connect() as connection, _tables_made_anew(connection):
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_name=without_parts(connection),
    )
    with context.begin_transaction():
        context.run_migrations()
