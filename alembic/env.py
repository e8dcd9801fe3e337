"""alembic's entry: runs the migrations on the application's own engine."""

from __future__ import annotations

from alembic import context
from flask import Flask

from seatyard.app import create_app
from seatyard.db import db

app: Flask = context.config.attributes.get("app") or create_app()

with app.app_context(), db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
