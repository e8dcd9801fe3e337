"""Spans kept by OpenTelemetry, and sent to a collector by a thread of this process.

With ``collector`` the only module that loads OpenTelemetry. Whoever works never waits for the collector.
Sampling, queue and headers are OpenTelemetry's own settings.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, format_span_id, format_trace_id

from .. import __version__
from ..logs.about import fields
from . import spans
from .collector import Collector, resource
from .spans import CLIENT, INTERNAL, SERVER, Value

_KINDS = {SERVER: SpanKind.SERVER, CLIENT: SpanKind.CLIENT, INTERNAL: SpanKind.INTERNAL}
_STANDARD = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "system": "db.system.name",
    "statement": "db.query.text",
    "server": "server.address",
    "error": "error.type",
}
"""What OpenTelemetry's semantic conventions have a name for; all else is ``seatyard.…``."""


def begin(address: str) -> None:
    """From now on this process' spans go to the collector at ``address`` (``http://127.0.0.1:4318``)."""
    if _Now.sending is None or _Now.sending.address != address:
        spans.end()
        _Now.sending = Sending(address)
    spans.keep(_Now.sending)


class _Kept(spans.Span):
    def __init__(self, inner: trace.Span) -> None:
        self._inner = inner

    def note(self, **known: Value) -> None:
        self._inner.set_attributes(_attributes(known))

    def rename(self, name: str) -> None:
        self._inner.update_name(name)

    def fail(self, why: str) -> None:
        self._inner.set_status(StatusCode.ERROR)
        self.note(error=why)

    def end(self) -> None:
        self._inner.end()


class Sending:
    """A tracer. Its thread and its connection are made with a process' first span: a fork has its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.forget()

    def forget(self) -> None:
        """As if there had been no span yet: what waits is the other process' to send."""
        self._lock = Lock()
        self._begun: tuple[TracerProvider, Collector, trace.Tracer] | None = None

    @contextmanager
    def span(self, name: str, kind: str, known: dict[str, Value]) -> Iterator[spans.Span]:
        with self._tracer().start_as_current_span(
            name,
            kind=_KINDS[kind],
            attributes=_attributes({**fields(), **known}),
            record_exception=False,
            set_status_on_exception=False,
        ) as inner:
            kept = _Kept(inner)
            try:
                yield kept
            except Exception as error:
                kept.fail(type(error).__name__)
                raise

    def leaf(self, name: str, kind: str, known: dict[str, Value]) -> spans.Span:
        return _Kept(self._tracer().start_span(name, kind=_KINDS[kind], attributes=_attributes(known)))

    def within(self) -> bool:
        return trace.get_current_span().is_recording()

    def ids(self) -> dict[str, str]:
        at = trace.get_current_span().get_span_context()
        if not at.is_valid:
            return {}
        return {"trace_id": format_trace_id(at.trace_id), "span_id": format_span_id(at.span_id)}

    def flush(self) -> None:
        if self._begun is not None:
            self._begun[0].force_flush()

    def end(self) -> None:
        begun, self._begun = self._begun, None
        if begun is not None:
            begun[1].ending()
            begun[0].shutdown()

    def _tracer(self) -> trace.Tracer:
        with self._lock:
            if self._begun is None:
                provider = TracerProvider(resource=resource(), shutdown_on_exit=False)
                collector = Collector(self.address)
                provider.add_span_processor(BatchSpanProcessor(collector))
                self._begun = provider, collector, provider.get_tracer("seatyard", __version__)
            return self._begun[2]


class _Now:
    sending: Sending | None = None


def _forked() -> None:
    if _Now.sending is not None:
        _Now.sending.forget()


def _attributes(known: dict[str, Value]) -> dict[str, str | int | float | bool | Sequence[int]]:
    return {
        _STANDARD.get(name, f"seatyard.{name}"): value for name, value in known.items() if value is not None
    }


os.register_at_fork(after_in_child=_forked)
atexit.register(spans.end)
