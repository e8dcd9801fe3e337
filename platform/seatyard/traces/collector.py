"""The collector, as a process' spans come to it: OTLP over HTTP, by OpenTelemetry's exporter.

What it does not take is dropped, and told in a line now and then.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Sequence
from math import inf

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from .. import __version__
from ..rarely import Rarely

logger = logging.getLogger(__name__)
logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)  # each attempt would have lines

PATH = "/v1/traces"
PATIENCE = 3.0
"""Seconds for the collector to take a batch, with all attempts; and for the last ones of a process."""
TOLD_EVERY = 300.0
"""Seconds from one line about a collector that takes nothing to the next."""


def takes(address: str) -> bool:
    """Whether a collector is there that takes traces."""
    return OTLPSpanExporter(f"{address}{PATH}", timeout=PATIENCE).export([]) is SpanExportResult.SUCCESS


class Collector(SpanExporter):
    """Where batches go, one at a time, from the tracer's thread."""

    def __init__(self, address: str) -> None:
        self._address, self._until = address, inf
        self._exporter = OTLPSpanExporter(f"{address}{PATH}", timeout=PATIENCE)
        self._lines = Rarely(TOLD_EVERY)

    def export(self, batch: Sequence[ReadableSpan]) -> SpanExportResult:
        if time.monotonic() > self._until:
            return SpanExportResult.FAILURE
        result = self._exporter.export(batch)
        if result is not SpanExportResult.SUCCESS and (more := self._lines.due()) is not None:
            logger.warning("the collector at %s took no traces%s", self._address, more)
        return result

    def ending(self) -> None:
        self._until = time.monotonic() + PATIENCE

    def shutdown(self) -> None:
        self._exporter.shutdown()  # type: ignore[no-untyped-call]


def resource() -> Resource:
    """Of several processes with one name, which one it was."""
    name = os.environ.get("OTEL_SERVICE_NAME") or "seatyard"
    instance = f"{socket.gethostname()}:{os.getpid()}"
    told = {"service.name": name, "service.version": __version__, "service.instance.id": instance}
    return Resource.create(told)
