"""One POST to a tenant's server, by the rules of the nodes' gate (``esl/lookups/gate.py``).

HTTPS alone, the certificate checked, no redirects, no proxies, to a public address or one that the operator
allows, and to the very address that was looked at.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import gevent
from gevent import monkey
from gevent.threadpool import ThreadPool

from ..lookups.gate import Network, Pinned, Refused, chosen

PATIENCE = 10.0
"""Seconds for a whole attempt."""
AT_ONCE = 64
"""Attempts at the same time; each has a thread in which its server is looked up, and waits for no other."""
_LOOKING_UP = ThreadPool(AT_ONCE)


def post(
    url: str, body: bytes, headers: Mapping[str, str], allow: Sequence[Network], trust: ssl.SSLContext
) -> int:
    """The receiver's status. Refused, OSError (TimeoutError) or ValueError without one."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("not https")
    host, port, until = parts.hostname, parts.port or 443, time.monotonic() + PATIENCE
    address = chosen(host, _addresses(host, port), allow)
    connection = Pinned(host, port, address, trust, max(0.1, until - time.monotonic()))
    watch = threading.Timer(max(0.1, until - time.monotonic()), connection.cut)
    watch.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Content-Type": "application/json", "User-Agent": "Seatyard", **headers}
        connection.request("POST", path, body, sent)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise ValueError(f"not HTTP: {type(error).__name__}") from None
    finally:
        watch.cancel()
        connection.close()


def _addresses(host: str, port: int) -> list[str]:
    """A server of names that does not answer costs its own attempt, and no more than its time."""
    ask = monkey.get_original("socket", "getaddrinfo")
    with gevent.Timeout(PATIENCE, TimeoutError("its name is not found in time")):
        found = _LOOKING_UP.apply(ask, (host, port), {"type": socket.SOCK_STREAM})
    return [str(entry[4][0]) for entry in found]
