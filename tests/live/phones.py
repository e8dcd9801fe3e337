"""The test's side of the phones: what they did, and what they are to do (``handset.py`` does it)."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .waiting import until

HANDSET = str(Path(__file__).with_name("handset.py"))
LOOPBACK = "127.0.0.1"


@dataclass
class Call:
    """One call of a phone, with what has happened to it so far."""

    phones: Phones
    name: str
    states: list[str] = field(default_factory=list)
    status: int = 0
    """The last SIP status."""
    media: bool = False

    @property
    def up(self) -> bool:
        """Answered, and voice goes both ways."""
        return self.media and "CONFIRMED" in self.states and not self.over

    @property
    def over(self) -> bool:
        return "DISCONNECTED" in self.states

    def reply(self, status: int) -> None:
        self.phones.tell(do="reply", call=self.name, status=status)

    def press(self, digits: str) -> None:
        self.phones.tell(do="press", call=self.name, digits=digits)

    def hang_up(self) -> None:
        self.phones.tell(do="hangup", call=self.name)


@dataclass
class Account:
    """A seat's phone, or a carrier's line."""

    phones: Phones
    name: str
    registration: int = 0
    """The status of the last REGISTER; 0 while none came."""
    incoming: list[Call] = field(default_factory=list)

    def dial(self, uri: str) -> Call:
        call = self.phones.new_call()
        self.phones.tell(do="dial", account=self.name, call=call.name, uri=uri)
        return call

    def forget(self) -> None:
        self.phones.tell(do="forget", account=self.name)


class Phones:
    """All phones of a test, on one SIP port."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.port = port
        self._process = process
        self._names = (str(number) for number in itertools.count(1))
        self._calls: dict[str, Call] = {}
        self._accounts: dict[str, Account] = {}
        self._heard: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()
        until("the phones are ready", lambda: self._heard)

    def line(self, number: str) -> Account:
        """A carrier's line: it calls in from ``number``, and takes what the switch sends out."""
        return self._account(do="line", uri=f"sip:{number}@{LOOPBACK}:{self.port}")

    def seat(self, number: str, domain: str, password: str, switch: int) -> Account:
        """A seat's phone, registering at the switch's port ``switch``."""
        proxy = f"sip:{LOOPBACK}:{switch}"
        uri = f"sip:{number}@{domain}"
        return self._account(do="register", uri=uri, proxy=proxy, user=number, password=password)

    def new_call(self, name: str = "") -> Call:
        call = Call(self, name or next(self._names))
        self._calls[call.name] = call
        return call

    def tell(self, **command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def _account(self, **command: Any) -> Account:
        account = Account(self, next(self._names))
        self._accounts[account.name] = account
        self.tell(account=account.name, **command)
        return account

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            self._heard.append(event)
            if "incoming" in event:
                self._accounts[event["account"]].incoming.append(self.new_call(event["incoming"]))
            elif "registration" in event:
                self._accounts[event["account"]].registration = event["registration"]
            elif "media" in event:
                self._calls[event["call"]].media = True
            elif "state" in event:
                call = self._calls[event["call"]]
                call.status = event["status"]
                call.states.append(event["state"])


@contextmanager
def phones(port: int, output: Path) -> Iterator[Phones]:
    with output.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, HANDSET, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            yield Phones(process, port)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
