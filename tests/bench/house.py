"""The house of many tenants that pages are asked of: made for one run, or kept in a database of one's own."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from seatyard import migrations
from seatyard.app import create_app
from seatyard.db import db
from seatyard.web.settled import settled
from tenants.models import Tenant
from tests.admin_ui.conftest import Browser
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from . import leased, stocked
from .stocked import Stock

KEPT = os.environ.get("SEATYARD_BENCH_DATABASE", "")
"""An empty PostgreSQL database, or one that an earlier run filled, as ten million calls take half an hour:
its address for SQLAlchemy. It stays, and what it holds is brought to the newest schema."""


@contextmanager
def house(stock: Stock, said: Callable[[str], object]) -> Iterator[tuple[Flask, list[str]]]:
    """The app, and the names of its tenants, of which the first is the largest."""
    with tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home, _database(Path(home)) as url:
        app = create_app(settings_for(Path(home), url))
        app.config["WTF_CSRF_ENABLED"] = False
        app.test_client_class = Browser
        migrations.upgrade(app)
        with app.app_context():
            names = _names() or _filled(stock, said)
            settled()
            yield app, names
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _database(home: Path) -> Iterator[str]:
    if KEPT:
        yield KEPT
        return
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    with server(bin_dir) as address, Postgres(home, address).fresh() as url:
        yield url


def _names() -> list[str]:
    return list(db.session.scalars(select(Tenant.name).where(Tenant.id >= leased.FIRST).order_by(Tenant.id)))


def _filled(stock: Stock, said: Callable[[str], object]) -> list[str]:
    began = time.monotonic()
    names = stocked.fill(stock)
    said(f"{stock.tenants:,} tenants, {stock.calls:,} calls made in {time.monotonic() - began:,.0f} s")
    return names
