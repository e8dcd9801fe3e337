"""A tenant's own HTTPS server on the loopback address, its authority the test's; and the gate to it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from esl.lookups.gate import Gate

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Posted:
    path: str
    headers: dict[str, str]
    """By name in small letters."""
    body: bytes


@dataclass
class TenantsServer:
    """Answers by path: a document as JSON, or whatever a function does with the request."""

    port: int
    authority: Path
    """The PEM file of its authority."""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """By path what the next POSTs are answered with; 204 when none is left."""
    posts: dict[str, Reply] = field(default_factory=dict)
    """By path what a function does with a POST instead."""

    def url(self, rest: str = "/level", host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{rest}"


@contextmanager
def tenants_server(folder: Path, port: int = 0) -> Iterator[TenantsServer]:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            answer = served.answers.get(self.path.partition("?")[0])
            if callable(answer):
                answer(self)
            else:
                reply(self, 404 if answer is None else 200, json.dumps(answer).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.posted.append(Posted(self.path, headers, body))
            waiting = served.statuses.get(self.path)
            if self.path in served.posts:
                served.posts[self.path](self)
            else:
                reply(self, waiting.pop(0) if waiting else 204, b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients that break off are part of the tests."""

    with Server(("127.0.0.1", port), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        served = TenantsServer(server.server_address[1], folder / "authority.pem")
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield served
        finally:
            server.shutdown()
            serving.join()


@contextmanager
def serving_gate(allow: Sequence[str], authority: Path | None) -> Iterator[Gate]:
    """The node's gate, on a port of its own."""
    with Gate(0, allow, authority) as gate:
        serving = threading.Thread(target=gate.serve_forever, daemon=True)
        serving.start()
        try:
            yield gate
        finally:
            gate.shutdown()
            serving.join()


def reply(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
