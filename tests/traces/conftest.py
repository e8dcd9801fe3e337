"""A collector on loopback, and the application that sends its traces there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from seatyard import traces
from seatyard.app import create_app
from seatyard.db import db
from seatyard.traces import spans
from tests.support import databases
from tests.support.collector import Collector, collecting


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture
def app(database_url: str, tmp_path: Path, collector: Collector) -> Iterator[Flask]:
    """As everywhere, with traces."""
    settings = databases.settings_for(tmp_path, database_url)
    app = create_app(replace(settings, traces=collector.address))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    traces.end()
    spans.keep(None)
