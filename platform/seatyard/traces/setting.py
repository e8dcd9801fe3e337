"""What ``SEATYARD_TRACES`` asks for, where it does."""

from __future__ import annotations

import logging
from importlib import import_module
from types import ModuleType

from flask import Flask

from . import requests, statements

logger = logging.getLogger(__name__)

EXTRA = "pip install 'seatyard[traces]'"


def init_app(app: Flask) -> None:
    """After the database. Without what it needs, that is told in a line, and all goes on without traces."""
    address: str = app.extensions["settings"].traces
    if not address:
        return
    sending = loaded("sending")
    if sending is None:
        logger.warning("SEATYARD_TRACES: no traces, as OpenTelemetry is not installed: %s", EXTRA)
        return
    sending.begin(address)
    requests.init_app(app)
    statements.init_app(app)


def loaded(name: str) -> ModuleType | None:
    """A module of this package that needs OpenTelemetry; None where that is not installed."""
    try:
        return import_module(f"{__package__}.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("opentelemetry", "google"):
            raise
        return None
