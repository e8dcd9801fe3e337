"""The collector of traces, where one is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from ..app import settings_of
from ..traces.setting import EXTRA, loaded
from .told import Told, ok, warning


def check() -> Iterator[Told]:
    address = settings_of(current_app).traces
    if not address:
        return
    collector = loaded("collector")
    if collector is None:
        yield warning("traces", "OpenTelemetry is not installed", EXTRA)
    elif collector.takes(address):
        yield ok("traces", "the collector takes them")
    else:
        yield warning("traces", "no collector takes them", "start it, or correct SEATYARD_TRACES")
