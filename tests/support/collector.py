"""A collector of traces on a port of its own: OTLP over HTTP, as OpenTelemetry's sends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from seatyard import traces


@dataclass(frozen=True, slots=True)
class Seen:
    """A span as it came."""

    name: str
    trace_id: str
    id: str
    parent: str
    """The id of the span around it; empty for the first of a trace."""
    kind: str
    known: dict[str, Any]
    failed: bool
    process: str


@dataclass
class Collector:
    address: str = ""
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200
    open: threading.Event = field(default_factory=threading.Event)
    """While it is not set, nothing is answered."""

    def came(self) -> list[Seen]:
        """All spans so far, those too that this process still had, in the order of their ends."""
        traces.flush()
        return [span for body in list(self.bodies) for span in _spans(body)]

    def one(self, name: str) -> Seen:
        found = [span for span in self.came() if span.name == name]
        assert len(found) == 1, [span.name for span in self.came()]
        return found[0]

    def under(self, span: Seen) -> list[Seen]:
        """Those that are right under it."""
        return [one for one in self.came() if one.parent == span.id and one.trace_id == span.trace_id]


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    collector.open.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(collector))
    server.daemon_threads = True
    collector.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.open.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.open.wait(60)
            right = self.path == "/v1/traces" and self.headers["Content-Type"] == "application/x-protobuf"
            status = collector.status if right else 404
            if status == 200:
                collector.bodies.append(body)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody wants to read it."""

    return Handler


def _spans(body: bytes) -> Iterator[Seen]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        process = _known(resource.resource.attributes)["service.instance.id"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Seen(
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
                    _known(span.attributes),
                    span.status.code == Status.STATUS_CODE_ERROR,
                    process,
                )


def _known(attributes: Any) -> dict[str, Any]:
    return {one.key: _value(one.value) for one in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(one) for one in value.array_value.values]
    return getattr(value, kind)
