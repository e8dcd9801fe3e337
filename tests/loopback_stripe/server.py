"""The API over HTTP on a free port of the loopback, in threads of this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from . import faults, params
from .books import Books, Object
from .errors import ApiError, Invalid
from .faults import Fault
from .routes import route_of

KEY = "sk_test_loopback0000"


@dataclass
class Kept:
    """The first answer under a key."""

    request: tuple[str, str]
    status: int = 0
    body: Object | None = None


@dataclass
class Loopback:
    address: str
    books: Books
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    """Those that came, as ``POST /v1/invoices``."""
    watch: Callable[[str, str], None] = lambda when, request: None
    """Told ``before`` a request is carried out, and ``after``, ahead of its answer."""
    kept: dict[str, Kept] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, kind: str) -> list[Object]:
        """The account's objects of a kind, the oldest first."""
        with self.lock:
            return self.books.all(kind)[::-1]

    def answer(self, request: str, text: str, key: str | None) -> tuple[int, Object]:
        """Status and body; ConnectionResetError where the answer is lost."""
        with self.lock:
            self.requests.append(request)
            self.watch("before", request)
            fault = next((one for one in self.faults if one.strikes(request)), None)
            kind = fault.kind if fault else ""
            if kind == faults.CUT:
                raise ConnectionResetError
            if kind in (faults.BUSY, faults.LIMITED):
                return _refused(kind)
            status, body = self._once(request, text, key, kind)
            self.watch("after", request)
            if kind == faults.CUT_AFTER:
                raise ConnectionResetError
            return status, body

    def _once(self, request: str, text: str, key: str | None, fault: str) -> tuple[int, Object]:
        """By the key: the same answer again, whatever it was."""
        known = self.kept.get(key) if key else None
        if known is not None and known.body is not None:
            if known.request != (request, text):
                message = "Keys for idempotent requests can only be used with the same parameters"
                return 400, ApiError(message, type="idempotency_error").body
            return known.status, known.body
        try:
            status, body = self._carried_out(request, text, fault)
        except Invalid as error:
            return error.status, error.body
        except ApiError as error:
            status, body = error.status, error.body
        if key:
            self.kept[key] = Kept((request, text), status, body)
        return status, body

    def _carried_out(self, request: str, text: str, fault: str) -> tuple[int, Object]:
        route = route_of(request)
        if route is None:
            raise Invalid(f"Unrecognized request URL ({request})", status=404)
        shape, act = route
        read = params.read(params.parsed(text), shape)
        if fault == faults.BROKEN:
            return _broken()
        body = act(self.books, read)
        return _broken() if fault == faults.BROKEN_AFTER else (200, body)


def _refused(kind: str) -> tuple[int, Object]:
    if kind == faults.BUSY:
        message = "There is currently another in-progress request using this key"
        return 409, ApiError(message, type="idempotency_error", code="idempotency_key_in_use").body
    return 429, ApiError("Too many requests", code="rate_limit").body


def _broken() -> tuple[int, Object]:
    return 500, ApiError("Sorry, something went wrong", type="api_error").body


@contextmanager
def running(books: Books | None = None) -> Iterator[Loopback]:
    """An account of its own, answering inside the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    loopback = Loopback(f"http://127.0.0.1:{server.server_port}", books or Books())
    server.loopback = loopback  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self._asked(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def do_GET(self) -> None:
        self._asked(urlsplit(self.path).query)

    do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _asked(self, text: str) -> None:
        loopback: Loopback = self.server.loopback  # type: ignore[attr-defined]
        request = f"{self.command} {urlsplit(self.path).path}"
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self._say(401, ApiError("Invalid API Key provided", code="api_key_invalid").body)
            return
        try:
            key = self.headers.get("Idempotency-Key")
            self._say(*loopback.answer(request, text, key if self.command == "POST" else None))
        except ConnectionResetError:
            self.close_connection = True

    def _say(self, status: int, body: Object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
