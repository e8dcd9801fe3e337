"""SIP over UDP, as little of it as a proxy's tests need: a node that answers, a phone that asks."""

from __future__ import annotations

import itertools
import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from tests.support.processes import until

Address = tuple[str, int]
COPIED = re.compile(r"(?i)(via|from|to|call-id|cseq|record-route):")
HIDDEN: Address = ("10.9.9.9", 5060)
"""Where phones say that they are: behind a NAT."""
PATIENCE = 12.0
"""Seconds: more than the proxy waits for a node that is silent."""
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Message:
    """A request or an answer, word for word."""

    text: str

    @property
    def first(self) -> str:
        return self.text.partition("\r\n")[0]

    @property
    def method(self) -> str:
        return self.first.split(" ")[0]

    @property
    def status(self) -> int:
        return int(self.first.split(" ")[1])

    def all(self, name: str) -> list[str]:
        """The values of a header, whatever the case of its name."""
        lines = self.text.partition("\r\n\r\n")[0].split("\r\n")[1:]
        named = [line.partition(":") for line in lines]
        return [value.strip() for found, _, value in named if found.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value


def bound(host: str, port: int = 0) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((host, port))
    return made


def answer_to(asked: Message, status: int, contact: Address) -> str:
    lines = [line for line in asked.text.split("\r\n\r\n")[0].split("\r\n")[1:] if COPIED.match(line)]
    lines = [
        f"{line};tag=its" if line.lower().startswith("to:") and "tag=" not in line else line for line in lines
    ]
    at = f"Contact: <sip:it@{contact[0]}:{contact[1]}>"
    return "\r\n".join([f"SIP/2.0 {status} So", *lines, at, "Content-Length: 0", "", ""])


def request(
    sender: Address,
    method: str,
    uri: str,
    headers: Sequence[str],
    user: str = "",
    to_tag: str = "",
    transport: str = "UDP",
) -> bytes:
    """A request from ``sender``, whose contact is an address that nobody reaches from outside."""
    host, port = sender
    number, who = next(_NUMBERS), user or f"sip:1001@{host}"
    to = f"<{who if method == 'REGISTER' else uri}>" + (f";tag={to_tag}" if to_tag else "")
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/{transport} {host}:{port};branch=z9hG4bK{uuid4().hex}",
        "Max-Forwards: 70",
        f"From: <{who}>;tag=mine{number}",
        f"To: {to}",
        f"Call-ID: {uuid4().hex}",
        f"CSeq: {number} {method}",
        f"Contact: <sip:1001@{HIDDEN[0]}:{HIDDEN[1]}>",
        *headers,
        "Content-Length: 0",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


class Answering:
    """Answers 200 to every request, and keeps those that are no OPTIONS; ``close`` leaves its port silent."""

    def __init__(self, host: str, port: int = 0) -> None:
        self.socket = bound(host, port)
        self.address: Address = self.socket.getsockname()
        self.asked: list[Message] = []
        self.answers: list[Message] = []
        """Final ones to what it asked itself."""
        self.looked_at = 0
        """OPTIONS that it had."""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def of(self, method: str) -> list[Message]:
        return [one for one in self.asked if one.method == method]

    def ask(self, proxy: Address, method: str, uri: str, *headers: str, to_tag: str = "") -> None:
        """Send a request of its own; its answer is among ``answers`` some time."""
        self.socket.sendto(request(self.address, method, uri, headers, to_tag=to_tag), proxy)

    def answered(self) -> Message:
        until(lambda: self.answers, lambda: "an answer to the node")
        return self.answers.pop(0)

    def _serve(self) -> None:
        while True:
            data, sender = self.socket.recvfrom(65_535)
            if not data:
                return
            asked = Message(data.decode())
            if asked.method.startswith("SIP/"):
                if asked.status >= 200:
                    self.answers.append(asked)
                continue
            if asked.method == "OPTIONS":
                self.looked_at += 1
            else:
                self.asked.append(asked)
            if asked.method != "ACK":
                self.socket.sendto(answer_to(asked, 200, self.address).encode(), sender)

    def close(self) -> None:
        with bound(self.address[0]) as waker:
            waker.sendto(b"", self.address)
        self._thread.join()
        self.socket.close()


class Asking:
    """A phone, a carrier or a stranger: sends a request to ``proxy``, takes what comes back."""

    def __init__(self, host: str, proxy: Address, port: int = 0) -> None:
        self.socket = bound(host, port)
        self.socket.settimeout(PATIENCE)
        self.address: Address = self.socket.getsockname()
        self.proxy = proxy

    def ask(self, method: str, uri: str, *headers: str, user: str = "", to_tag: str = "") -> Message:
        """The final answer to it. ``user``: an address of record, for From (and To of a REGISTER)."""
        self.send(method, uri, *headers, user=user, to_tag=to_tag)
        while (answer := Message(self.socket.recv(65_535).decode())).status < 200:
            pass
        return answer

    def is_answered(self, method: str, uri: str) -> bool:
        """Whether an answer comes within the socket's time."""
        try:
            return bool(self.ask(method, uri))
        except TimeoutError:
            return False

    def send(self, method: str, uri: str, *headers: str, user: str = "", to_tag: str = "") -> None:
        self.socket.sendto(request(self.address, method, uri, headers, user, to_tag), self.proxy)

    def received(self) -> Message:
        """The next request that comes here; it is answered 200."""
        data, sender = self.socket.recvfrom(65_535)
        asked = Message(data.decode())
        self.socket.sendto(answer_to(asked, 200, HIDDEN).encode(), sender)
        return asked

    def nothing_came(self) -> bool:
        self.socket.setblocking(False)
        try:
            return not self.socket.recv(65_535)
        except BlockingIOError:
            return True

    def close(self) -> None:
        self.socket.close()
