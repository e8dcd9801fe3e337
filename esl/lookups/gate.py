#!/usr/bin/env python3
"""Ask a tenant's own server for a flow that waits for the answer: ``lookup-gate FOLDER``.

Runs on the node with nothing but Python: ``seatyard node conf`` writes this file into the node's folder,
with its port and networks in ``lookup-gate.json`` beside it. It listens on the loopback address alone.
The switch asks ``/?to=https%3A%2F%2Fcrm…&field=level&wait=3&v_caller=…``, and gets one word or an empty
answer: what a server says never reaches the dialplan as it is, since the switch would expand variables in it.

HTTPS alone, certificates checked, no redirects, no proxies. An address inside a network of the operator's
(private, loopback, link-local…) is refused unless ``allow`` has it, and it is the address that is asked which
was looked at: a name cannot mean another one a moment later.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

LOOPBACK = "127.0.0.1"
MOST_BYTES = 64 * 1024
MOST_AT_ONCE = 64
LONGEST_WAIT = 10
"""Seconds."""
WORD = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
"""What an answer may be; anything else is none."""
_VALUE = re.compile(r"\+?[0-9]{1,64}\Z")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_EMBEDDING = ipaddress.ip_network("64:ff9b::/96")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """Not asked at all, and why."""


def ask(query: str, allow: Sequence[Network], trust: ssl.SSLContext) -> str:
    """The word that the field of the answer holds; empty for any other. OSError, ValueError, Refused."""
    given = dict(pair.partition("=")[::2] for pair in query.split("&"))
    wait = min(float(given.get("wait") or LONGEST_WAIT), LONGEST_WAIT)
    url = _filled(unquote(given.get("to", "")), given)
    document = json.loads(_fetched(url, allow, trust, time.monotonic() + wait))
    for name in unquote(given.get("field", "")).split("."):
        document = document[name] if isinstance(document, dict) and name in document else None
    return _word(document)


def permitted(address: Address, allow: Iterable[Network]) -> bool:
    """Whether a tenant's lookup may go there."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _EMBEDDING:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return permitted(inner, allow)
        if address.teredo is not None:
            return False
    if any(address in network for network in allow):
        return True
    return address.is_global and not address.is_multicast


def _filled(url: str, given: Mapping[str, str]) -> str:
    """The address with what the call brings in its places: digits, maybe a + before them."""

    def value(place: re.Match[str]) -> str:
        brought = unquote(given.get(f"v_{place[1]}", ""))
        return quote(brought, safe="") if _VALUE.match(brought) else ""

    return _PLACE.sub(value, url)


def _fetched(url: str, allow: Sequence[Network], trust: ssl.SSLContext, until: float) -> bytes:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("not https")
    host, port = parts.hostname, parts.port or 443
    address = looked_up(host, port, allow)
    connection = Pinned(host, port, address, trust, max(0.1, until - time.monotonic()))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    watch = threading.Timer(max(0.1, until - time.monotonic()), connection.cut)
    watch.start()
    try:
        connection.request("GET", path, headers={"Accept": "application/json", "User-Agent": "Seatyard"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        body = answer.read(MOST_BYTES + 1)
    except http.client.HTTPException as error:
        raise ValueError(f"not HTTP: {type(error).__name__}") from None
    finally:
        watch.cancel()
        connection.close()
    if len(body) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    return body


def looked_up(host: str, port: int, allow: Sequence[Network]) -> str:
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return chosen(host, found, allow)


def chosen(host: str, found: Sequence[str], allow: Sequence[Network]) -> str:
    """The first address of those that may be asked. Refused without one."""
    for address in found:
        if permitted(ipaddress.ip_address(address.partition("%")[0]), allow):
            return address
    raise Refused(f"{host} is {', '.join(found)}: no public address, and not among those allowed")


class Pinned(http.client.HTTPSConnection):
    """To one address, whatever the name means by now; the certificate is the name's."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        wrapped = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = wrapped
        wrapped.do_handshake()

    def cut(self) -> None:
        """The time is over: what waits on the socket stops waiting."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _word(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, bool | int) else value
    return text if isinstance(text, str) and WORD.match(text) else ""


class Gate(ThreadingHTTPServer):
    """Answers the switch: 200 with a word, or an empty body and why in the status."""

    daemon_threads = True

    def __init__(self, port: int, allow: Sequence[str], trusted: Path | None = None) -> None:
        self.allow = [ipaddress.ip_network(network) for network in allow]
        self.trust = ssl.create_default_context()
        if trusted is not None and trusted.exists():
            self.trust.load_verify_locations(trusted)
        self.places = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((LOOPBACK, port), _Question)


class _Question(BaseHTTPRequestHandler):
    server: Gate
    timeout = LONGEST_WAIT

    def do_GET(self) -> None:
        if not self.server.places.acquire(blocking=False):
            self._answer(503, "")
            return
        try:
            self._answer(200, ask(urlsplit(self.path).query, self.server.allow, self.server.trust))
        except Refused as error:
            self._told(403, error)
        except TimeoutError as error:
            self._told(504, error)
        except (OSError, ValueError, RecursionError) as error:
            self._told(502, error)
        finally:
            self.server.places.release()

    def _told(self, status: int, error: Exception) -> None:
        """Without the address that was asked: it may hold the tenant's key."""
        asked = unquote(self.path.partition("to=")[2].partition("&")[0])
        host = asked.partition("://")[2].partition("/")[0]
        sys.stderr.write(f"lookup-gate: {host[:100]!r}: {error}\n")
        self._answer(status, "")

    def _answer(self, status: int, word: str) -> None:
        with contextlib.suppress(OSError):  # the caller may have gone
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(word)))
            self.end_headers()
            self.wfile.write(word.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a line a call says who called."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="lookup-gate", description="Web lookups of a node's flows.")
    parser.add_argument("folder", type=Path, help="the folder that seatyard node conf wrote")
    folder = parser.parse_args(arguments).folder
    try:
        settings = json.loads((folder / "lookup-gate.json").read_text())
        gate = Gate(settings["port"], settings["allow"], folder / "tls" / "cacert.pem")
    except (OSError, ValueError, TypeError, KeyError) as error:
        sys.stderr.write(f"lookup-gate: {folder}/lookup-gate.json: {error}\n")
        return 2
    with gate:
        gate.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
