"""SIP requests with whatever in them, as no telephone would send them; the final status that they get."""

from __future__ import annotations

import hashlib
import re
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


@dataclass(frozen=True)
class Account:
    """Whose password is shown: the realm need not be the one that was asked for."""

    user: str
    realm: str
    password: str

    def answer(self, challenge: str, method: str, uri: str) -> str:
        """The ``Authorization`` for a challenge (RFC 2617, qop=auth)."""
        nonce = _parameter(challenge, "nonce")
        secret = _md5(f"{self.user}:{self.realm}:{self.password}")
        proof = _md5(f"{secret}:{nonce}:00000001:c:auth:{_md5(f'{method}:{uri}')}")
        return (
            f'Digest username="{self.user}", realm="{self.realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{proof}", algorithm=MD5, qop=auth, cnonce="c", nc=00000001'
        )


@dataclass(frozen=True)
class Request:
    """``caller`` and ``to`` are as they stand in From and To; ``headers`` are lines of their own."""

    method: str
    uri: str
    caller: str
    to: str = ""
    account: Account | None = None
    headers: tuple[str, ...] = ()
    body: str = ""
    contact: str = ""
    """Where the sender is to be reached, when that is not where it sends from."""
    call_id: str = field(default_factory=lambda: f"{uuid.uuid4().hex}@{LOOPBACK}")

    def send(self, port: int, seconds: float = 20) -> int:
        """The final status from the switch's port; the challenge is answered when there is an account."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip:
            sip.bind((LOOPBACK, 0))
            sip.settimeout(seconds)
            status, answer = self._ask(sip, port, 1, "")
            if status in (401, 407) and self.account:
                name = "Authorization" if status == 401 else "Proxy-Authorization"
                shown = self.account.answer(answer, self.method, self.uri)
                status, _ = self._ask(sip, port, 2, f"{name}: {shown}\r\n")
            return status

    @contextmanager
    def placed(self, port: int) -> Iterator[None]:
        """A call that is placed, and cancelled at the end; nobody waits for its answer."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip:
            sip.bind((LOOPBACK, 0))
            self._send(sip, port, 1, "")
            yield
            self._send(sip, port, 1, "", "CANCEL")

    def _ask(self, sip: socket.socket, port: int, turn: int, shown: str) -> tuple[int, str]:
        common = self._send(sip, port, turn, shown)
        while True:
            answer = sip.recv(65536).decode(errors="replace")
            if not answer.startswith("SIP/2.0 "):
                continue  # a request of the switch's own: nobody is at home here
            status = int(answer.split(" ", 2)[1])
            if status >= 200:
                break
        if self.method == "INVITE":
            to = re.search(r"^To: (.*?)\r$", answer, re.MULTILINE)
            acked = f"{common}To: {to[1] if to else ''}\r\nCSeq: {turn} ACK\r\nContent-Length: 0\r\n\r\n"
            sip.sendto(f"ACK {self.uri} SIP/2.0\r\n{acked}".encode(), (LOOPBACK, port))
        return status, answer

    def _send(self, sip: socket.socket, port: int, turn: int, shown: str, method: str = "") -> str:
        """The lines that an ACK has in common with what was sent."""
        here, method = f"{LOOPBACK}:{sip.getsockname()[1]}", method or self.method
        common = (
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{turn}{self.call_id[:16]};rport\r\nMax-Forwards: 70\r\n"
            f"From: {self.caller};tag={self.call_id[:8]}\r\nCall-ID: {self.call_id}\r\n"
        )
        body = "" if method == "CANCEL" else self.body
        kind = "Content-Type: application/sdp\r\n" if body == SDP else ""
        own = "".join(f"{line}\r\n" for line in self.headers)
        sip.sendto(
            f"{method} {self.uri} SIP/2.0\r\n{common}To: {self.to or f'<{self.uri}>'}\r\n"
            f"CSeq: {turn} {method}\r\nContact: <{self.contact or f'sip:x@{here}'}>\r\n{own}{shown}{kind}"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}".encode(),
            (LOOPBACK, port),
        )
        return common


def invite(switch: int, number: str, caller: str, name: str, seconds: float = 20) -> int:
    """Call ``number`` at the switch's port as ``"name" <sip:caller@…>``; for flows that do not answer."""
    uri = f"sip:{number}@{LOOPBACK}:{switch}"
    return Request("INVITE", uri, f'"{name}" <sip:{caller}@{LOOPBACK}>', body=SDP).send(switch, seconds)


def _parameter(challenge: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', challenge)
    assert found, challenge
    return found[1]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
