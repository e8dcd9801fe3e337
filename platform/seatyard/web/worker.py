"""The gunicorn worker of ``seatyard serve``: gthread, but new connections are heard before they get a thread.

Under gthread each request holds a thread from its first byte to its answer, so that a process commits at
once as many posts as it has threads, and a slow sender keeps one of them busy. Here the loop listens to new
connections itself: what the application's door takes (``early``) waits for its commit without a thread, the
rest is handed to gthread from its first byte. TLS and further requests of a connection are gthread's.

An answer that goes on (``streams``) lets its thread go with the head: the connection is handed on, and is
none of gthread's any more. Over TLS, and HTTP/2, it keeps its thread.
"""

from __future__ import annotations

import re
import selectors
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from socket import socket
from threading import Lock
from typing import Any

import orjson
from gunicorn import http, util
from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from ..app import settings_of
from ..watch import readiness, requests, serving
from .early import Answer, Asked, Door, door_of
from .settled import settled
from .streams import KEEP

PIECE = 64 * 1024

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?=\r\n)", re.IGNORECASE)
_NOT_PLAIN = re.compile(rb"\r\n(transfer-encoding|expect|upgrade)[ \t]*:", re.IGNORECASE)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door: Door | None = None
        self._heard: dict[TConn, bytearray] = {}
        """Connections that have no thread yet, with what they have sent."""
        self._answers: list[tuple[TConn, Answer]] = []
        self._waking = False
        self._lock = Lock()
        self._handed_on: set[socket] = set()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self._door = door_of(self.wsgi)
        settled()
        if (address := settings_of(self.wsgi).web_metrics) is not None:
            serving.expose(self.wsgi, address, "SEATYARD_WEB_METRICS", shared=True)
        if not self.cfg.is_ssl:
            self.wsgi = partial(self._answer_streams, self.wsgi)

    def _answer_streams(self, wsgi: Any, environ: dict[str, Any], start_response: Any) -> Any:
        """The application; a connection that it keeps gets the head of its answer, and is handed on."""
        kept: list[Callable[[socket], None]] = []
        connection: socket | None = environ.get("gunicorn.socket")
        if connection is not None:
            environ[KEEP] = kept.append
        answer = wsgi(environ, start_response)
        if connection is None or not kept:
            return answer
        response = start_response.__self__
        response.chunked = False
        response.force_close()
        response.send_headers()
        self._handed_on.add(connection)
        answer.close()
        kept[0](connection)
        return ()

    def handle_exit(self, sig: int, frame: Any) -> None:
        readiness.ending()
        super().handle_exit(sig, frame)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        if conn.sock in self._handed_on:
            self._handed_on.discard(conn.sock)
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)

    def enqueue_req(self, conn: TConn) -> None:
        if self._door is None or conn.initialized or conn.data_ready or self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        self._heard[conn] = bytearray()
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: TConn, client: socket) -> None:
        heard = self._heard.get(conn)
        if heard is None or self._door is None:
            super().on_pending_socket_readable(conn, client)
            return
        try:
            piece = client.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        heard += piece
        missing = still_to_come(heard, self._door)
        if piece and missing:
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        del self._heard[conn]
        if not piece:
            self._close(conn)
        elif missing is None or not self._taken(conn, bytes(heard), self._door):
            conn.initialized = conn.data_ready = True
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader.unread(bytes(heard))
            super().enqueue_req(conn)

    def murder_pending(self) -> None:
        super().murder_pending()
        if len(self._heard) > len(self.pending_conns):
            waiting = set(self.pending_conns)
            self._heard = {conn: heard for conn, heard in self._heard.items() if conn in waiting}
        if self._door:
            self._door.tick()

    def _taken(self, conn: TConn, heard: bytes, door: Door) -> bool:
        """Whether the door has it. Whatever goes wrong here, gthread answers."""
        try:
            request = next(http.get_parser(self.cfg, [heard], conn.client))
            login = ",".join(value for name, value in request.headers if name == "AUTHORIZATION")
            asked = Asked(request.path, request.query, login, request.body.read())
            return door.take(asked, partial(self._answer, conn, door.route, time.perf_counter()))
        except ParseException:
            return False
        except Exception:
            self.log.exception("the door failed")
            return False

    def _answer(self, conn: TConn, route: str, since: float, answer: Answer) -> None:
        """From any thread: let the loop answer, one wake-up for all that come together."""
        requests.answered(route, "POST", answer.status, time.perf_counter() - since)
        with self._lock:
            self._answers.append((conn, answer))
            wake, self._waking = not self._waking, True
        if wake:
            self.method_queue.defer(self._send)

    def _send(self) -> None:
        with self._lock:
            answers, self._answers = self._answers, []
            self._waking = False
        for conn, answer in answers:
            try:
                conn.sock.send(_as_http(answer))
            except OSError as error:  # the sender has gone: it will ask again
                self.log.debug("not answered: %s", error)
            self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()


def still_to_come(heard: bytes | bytearray, door: Door) -> int | None:
    """Bytes missing of a plain request for the door, the head of which is there; None: it is none."""
    end = heard.find(b"\r\n\r\n")
    if end < 0 or not door.takes(bytes(heard[:end])):
        return None
    head = bytes(heard[: end + 2])
    lengths = _LENGTH.findall(head)
    if len(lengths) != 1 or _NOT_PLAIN.search(head) or int(lengths[0]) > door.limit:
        return None
    missing = end + 4 + int(lengths[0]) - len(heard)
    return missing if missing >= 0 else None


def _as_http(answer: Answer) -> bytes:
    body = orjson.dumps(answer.body) + b"\n"
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {util.http_date(time.time())}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
