"""The address at which a process tells Prometheus its figures, and whoever asks its health and readiness.

A server of its own, so that it answers while the process is busy, and need not be reached by visitors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socket import AF_INET, AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from flask import Flask
from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.registry import Collector

from .. import __version__
from ..errors import InvalidInput
from .readiness import readiness
from .registry import counted

Start = Callable[[str, list[tuple[str, str]]], Any]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Without asking what this machine is called, which may take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    timeout = 10
    """Seconds for a word; one that says nothing keeps a thread no longer."""

    def log_message(self, format: str, *args: Any) -> None:
        """Scrapes are no news."""


def expose(
    app: Flask,
    address: tuple[str, int],
    where: str,
    collectors: Iterable[Collector] = (),
    *,
    shared: bool = False,
) -> _Server:
    """Answer ``/metrics``, ``/healthz`` and ``/readyz`` there until the process ends.

    ``collectors`` tell beside what the process counts; ``shared``: other processes of ours listen there too,
    and any of them answers. ``where`` names the setting in the InvalidInput that is raised when the address
    cannot be had.
    """
    kind = type(
        "_At",
        (_Server,),
        {"address_family": AF_INET6 if ":" in address[0] else AF_INET, "allow_reuse_port": shared},
    )
    try:
        server: _Server = kind(address, _Handler)
    except OSError as error:
        raise InvalidInput(f"cannot listen there: {error.strerror}", where=where) from error
    server.set_app(_answering(app, list(collectors)))
    Thread(target=server.serve_forever, name="watch", daemon=True).start()
    return server


def _answering(app: Flask, collectors: list[Collector]) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/metrics" | "/":
                return make_wsgi_app(_registry(collectors))(environ, start)  # type: ignore[no-any-return]
            case "/healthz":
                return _json(start, 200, {"status": "ok", "version": __version__})
            case "/readyz":
                found = readiness(app)
                return _json(start, found.status, found.as_json())
        return _json(start, 404, {"status": "no such page", "allowed": ["/metrics", "/healthz", "/readyz"]})

    return answer


def _registry(collectors: list[Collector]) -> CollectorRegistry:
    registry = CollectorRegistry()
    for collector in (counted(), *collectors):
        registry.register(collector)
    return registry


def _json(start: Start, status: int, body: dict[str, Any]) -> Iterable[bytes]:
    start(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", "application/json")])
    return [json.dumps(body).encode() + b"\n"]
