"""Browser phones: SIP over a WebSocket (RFC 7118), digest as for any other phone."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import socket
import struct

import pytest

from .plant import DOMAIN, PASSWORDS, SEAT, Plant
from .waiting import until

pytestmark = pytest.mark.live


class WebSocket:
    """As little of RFC 6455 as SIP needs: short text frames, masked on the way out."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: sip\r\n\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        self.status = self._file.readline().decode()
        while self._file.readline().strip():
            pass

    def ask(self, text: str) -> str:
        """Send a request, and give the first final answer to it."""
        data = text.encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self._socket.sendall(struct.pack("!BBH", 0x81, 0x80 | 126, len(data)) + mask + masked)
        while True:
            answer = self._frame()
            if answer.startswith("SIP/2.0") and not answer.startswith("SIP/2.0 1"):
                return answer

    def close(self) -> None:
        self._socket.close()

    def _frame(self) -> str:
        _, length = self._file.read(2)
        if length == 126:
            (length,) = struct.unpack("!H", self._file.read(2))
        return self._file.read(length).decode()


def register(count: int, authorization: str = "") -> str:
    """A browser's REGISTER: it has no address of its own (RFC 7118, 5)."""
    lines = [
        f"REGISTER sip:{DOMAIN} SIP/2.0",
        f"Via: SIP/2.0/WS browser.invalid;branch=z9hG4bKws{count}",
        f"From: <sip:{SEAT}@{DOMAIN}>;tag=browser",
        f"To: <sip:{SEAT}@{DOMAIN}>",
        "Call-ID: browser-1@browser.invalid",
        f"CSeq: {count} REGISTER",
        "Max-Forwards: 70",
        f"Contact: <sip:{SEAT}@browser.invalid;transport=ws>;expires=60",
        *([authorization] if authorization else []),
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


def digest(challenge: str, password: str) -> str:
    """RFC 2617 with ``qop=auth``."""
    said = dict(
        re.findall(r'(\w+)="?([^",\s]+)"?', challenge.partition("WWW-Authenticate:")[2].split("\r\n")[0])
    )
    uri, cnonce, count = f"sip:{DOMAIN}", "browser", "00000001"
    first = _md5(f"{SEAT}:{said['realm']}:{password}")
    second = _md5(f"REGISTER:{uri}")
    response = _md5(f"{first}:{said['nonce']}:{count}:{cnonce}:auth:{second}")
    return (
        f'Authorization: Digest username="{SEAT}", realm="{said["realm"]}", nonce="{said["nonce"]}", '
        f'uri="{uri}", response="{response}", cnonce="{cnonce}", nc={count}, qop=auth, algorithm=MD5'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_a_browser_registers_over_a_websocket(plant: Plant) -> None:
    browser = WebSocket(plant.ws)
    try:
        assert " 101 " in browser.status
        challenge = browser.ask(register(1))
        assert challenge.startswith("SIP/2.0 401")
        wrong = browser.ask(register(2, digest(challenge, "not-the-password")))
        assert not wrong.startswith("SIP/2.0 200")
        challenge = browser.ask(register(3))
        assert browser.ask(register(4, digest(challenge, PASSWORDS[SEAT]))).startswith("SIP/2.0 200")
        until(
            "it is registered", lambda: "transport=ws" in plant.switch.api(f"sofia_contact {SEAT}@{DOMAIN}")
        )
    finally:
        browser.close()
