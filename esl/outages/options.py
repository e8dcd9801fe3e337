"""SIP OPTIONS from the outside: does a profile of a node answer (RFC 3261, 11.2)?

A sender of its own, since the question is put while the switch answers nothing else. One request
over UDP, sent again while nothing comes (17.1.2.2); any answer below 500 is proof that SIP is served:
who may not ask is told so by a switch that lives.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from ipaddress import ip_address

from gevent import socket

LIMIT = 4.0
"""Seconds until no answer is no answer."""
FIRST = 0.5
"""Seconds until it is sent again, doubling (T1)."""
MOST = 65535

_STATUS = re.compile(rb"SIP/2\.0 ([1-6][0-9][0-9])(?: ([^\r\n]*))?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    ok: bool
    what: str
    """``200 OK``, ``no answer in 4 s``, ``Connection refused``."""


def ask(host: str, port: int, limit: float = LIMIT) -> Answer:
    """Send OPTIONS to a UDP address and wait for its final answer. Raises nothing."""
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect((host, port))
            return _asked(sock, host, port, limit)
        except OSError as error:
            return Answer(False, error.strerror or str(error))


def _asked(sock: socket.socket, host: str, port: int, limit: float) -> Answer:
    branch = f"z9hG4bK{secrets.token_hex(8)}"
    request = _request(sock.getsockname()[:2], (host, port), branch)
    until, wait, again = time.monotonic() + limit, FIRST, time.monotonic()
    while (left := until - time.monotonic()) > 0:
        if time.monotonic() >= again:
            sock.send(request)
            again, wait = time.monotonic() + wait, min(wait * 2, LIMIT)
        sock.settimeout(max(min(left, again - time.monotonic()), 0.001))
        try:
            answer = _read(sock.recv(MOST), branch)
        except TimeoutError:
            continue
        if answer is not None:
            return answer
    return Answer(False, f"no answer in {limit:g} s")


def _request(own: tuple[str, int], to: tuple[str, int], branch: str) -> bytes:
    here, there = _place(*own), _place(*to)
    lines = [
        f"OPTIONS sip:{there} SIP/2.0",
        f"Via: SIP/2.0/UDP {here};rport;branch={branch}",
        "Max-Forwards: 70",
        f"From: <sip:seatyard@{here}>;tag={secrets.token_hex(6)}",
        f"To: <sip:{there}>",
        f"Call-ID: {secrets.token_hex(12)}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:seatyard@{here}>",
        "Accept: application/sdp",
        "User-Agent: Seatyard",
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _read(data: bytes, branch: str) -> Answer | None:
    """The final answer to the request of this branch; None for anything else that came."""
    status = _STATUS.match(data)
    if status is None or branch.encode() not in data or status[1] < b"200":
        return None
    phrase = (status[2] or b"").decode("utf-8", "replace").strip()[:80]
    return Answer(status[1] < b"500", f"{status[1].decode()} {phrase}".strip())
