"""A plugin of pytest for the code of the release before: its databases get the schema of now.

Run by that code's own tests, beside which there is nothing of now: so it imports nothing from here, and has
the schema made by another process, of the code of now, as an upgrade does.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from seatyard import migrations

SEEN: set[str] = set()


def upgrade(app: Flask, revision: str = "head") -> None:
    settings = app.extensions["settings"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = {
        "SEATYARD_HOME": str(settings.home),
        "SEATYARD_DATABASE_URL": settings.database_url,
        "SEATYARD_BASE_URL": settings.base_url,
        "SEATYARD_SECRET_KEY": "of-a-test-and-long-enough-for-now",
    }
    command = [sys.executable, "-m", "seatyard", "db", "upgrade"]
    subprocess.run(command, env=env | told, cwd=settings.home, check=True, capture_output=True)
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        SEEN.add(connection.scalars(text("SELECT version_num FROM alembic_version")).one())
    engine.dispose()


def pytest_load_initial_conftests() -> None:
    """In time for the first conftest, and only as a plugin: whoever imports this gets no other schema."""
    migrations.upgrade = upgrade


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"schemas: {sorted(SEEN)}")
