"""The addresses that nodes and people come to: over TLS, with a certificate that holds for a while."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app

from .. import clock
from ..app import settings_of
from .told import Told, fault, ok, warning

SOON = timedelta(days=21)
"""Let's Encrypt renews 30 days ahead: by then somebody should have a look."""
LIMIT = 10.0
"""Seconds."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


def check() -> Iterator[Told]:
    settings = settings_of(current_app)
    for url in dict.fromkeys((settings.base_url, settings.pages)):
        yield at(url)


def at(url: str, context: ssl.SSLContext | None = None) -> Told:
    """Whether something answers there, and until when its certificate holds."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    name = f"address {url}"
    try:
        with socket.create_connection((host, parts.port or (443 if secure else 80)), timeout=LIMIT) as sock:
            if secure:
                return _certificate(name, sock, host, context or ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return fault(name, f"its certificate is not taken: {error.verify_message}", "renew or replace it")
    except OSError as error:
        do = "start seatyard-web and the proxy; see SEATYARD_BASE_URL, SEATYARD_PAGES_URL"
        return fault(name, f"nothing answers: {error.strerror or error}", do)
    if host in _LOCAL:
        return ok(name, "answers, on this machine alone")
    return warning(name, "tokens and passwords go there in the clear", "https, by the proxy in front")


def _certificate(name: str, sock: socket.socket, host: str, context: ssl.SSLContext) -> Told:
    with context.wrap_socket(sock, server_hostname=host) as secured:
        until = str((secured.getpeercert() or {})["notAfter"])
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    told = f"its certificate holds until {ends:%Y-%m-%d}"
    return warning(name, told, "renew it") if ends - clock.now() < SOON else ok(name, told)
