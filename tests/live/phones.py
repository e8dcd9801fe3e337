"""The test's side of the phones: what they did, and what they are to do (``handset.py`` does it)."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .processes import udp_port
from .tones import heard
from .waiting import until

HANDSET = str(Path(__file__).with_name("handset.py"))
LOOPBACK = "127.0.0.1"


@dataclass
class Call:
    """One call of a phone, with what has happened to it so far."""

    phone: Phone
    name: str
    number: str = ""
    """Of an incoming call: whom it asks for, ``sip:120@…``."""
    caller: str = ""
    """Of an incoming call: whom it shows."""
    id: str = ""
    """SIP's Call-ID."""
    invite: str = ""
    """Of an incoming call: its INVITE, word for word."""
    states: list[str] = field(default_factory=list)
    status: int = 0
    """The last SIP status."""
    media: bool = False
    held: bool = False
    """The other side has put it on hold."""
    failed: list[str] = field(default_factory=list)
    """What it was told to do and could not, ``reply: INVITE session already terminated``."""
    transferred: int = 0
    """What the switch said to its last REFER, as a SIP status."""

    @property
    def up(self) -> bool:
        """Answered, and voice goes both ways."""
        return self.media and "CONFIRMED" in self.states and not self.over

    @property
    def over(self) -> bool:
        return "DISCONNECTED" in self.states

    def reply(self, status: int) -> None:
        self.phone.tell(do="reply", call=self.name, status=status)

    def press(self, digits: str) -> None:
        self.phone.tell(do="press", call=self.name, digits=digits)

    def say(self, file: Path) -> None:
        """A WAV file, over and over, in place of silence."""
        self.phone.tell(do="say", call=self.name, file=str(file))

    def hang_up(self) -> None:
        self.phone.tell(do="hangup", call=self.name)

    def hold(self) -> None:
        self.phone.tell(do="hold", call=self.name)

    def resume(self) -> None:
        self.phone.tell(do="resume", call=self.name)

    def transfer(self, uri: str) -> None:
        """Send the other side to ``uri`` (REFER)."""
        self.phone.tell(do="transfer", call=self.name, uri=uri)

    def replace(self, other: Call) -> None:
        """Join the other sides of this call and of ``other`` (REFER with Replaces)."""
        self.phone.tell(do="replace", call=self.name, other=other.name)

    def hears(self, *tones: int, seconds: float = 1.5) -> set[int]:
        """Which of these tones (Hz) come in."""
        assert not self.over
        return heard(self.phone.sample(self.name, seconds), tones)


class Phone:
    """A seat's phone, or a carrier's line."""

    def __init__(self, log: Path, **account: Any) -> None:
        self.incoming: list[Call] = []
        self.messages: list[str] = []
        """The texts of the MESSAGEs that it got."""
        self.lamp = ""
        """The body of the last message-summary that it was sent (RFC 3842)."""
        self.registration = 0
        """The status of the last REGISTER; 0 while none came."""
        self._calls: dict[str, Call] = {}
        self._numbers = itertools.count(1)
        self._ready = threading.Event()
        self._sampled: set[str] = set()
        self._samples = log.parent / f"samples-{account['port']}"
        self._samples.mkdir(exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, HANDSET, json.dumps(account)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        until("the phone is ready", self._ready.is_set)

    def sample(self, call: str, seconds: float) -> Path:
        """Record what comes in for a while; where it lies."""
        path = self._samples / f"{next(self._numbers)}.wav"
        self.tell(do="sample", call=call, path=str(path), seconds=seconds)
        until("the sample", lambda: str(path) in self._sampled)
        return path

    def dial(self, uri: str, hear: Path | None = None) -> Call:
        """Call ``uri``; what the phone hears goes into the WAV file ``hear``."""
        call = self._call(f"out-{next(self._numbers)}")
        self.tell(do="dial", call=call.name, uri=uri, hear=str(hear or ""))
        return call

    def register(self, wanted: bool) -> None:
        """Register again, or no longer."""
        self.tell(do="register", wanted=wanted)

    def answers(self, status: int) -> None:
        """What it says to a call at once, from now on."""
        self.tell(do="answers", status=status)

    def tell(self, **command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Hang up everything and end; the registration runs out by itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it is over already
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        self._process.stdout.close()

    def _call(self, name: str) -> Call:
        return self._calls.setdefault(name, Call(self, name))

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            if "ready" in event:
                self._ready.set()
            elif "message" in event:
                self.messages.append(event["message"])
            elif "lamp" in event:
                self.lamp = event["lamp"].replace("\r", "").partition("\n\n")[2]
            elif "registration" in event:
                self.registration = event["registration"]
            elif "incoming" in event:
                call = self._call(event["incoming"])
                call.number, call.caller = event["number"], event["caller"]
                call.id, call.invite = event["id"], event["invite"]
                self.incoming.append(call)
            elif "media" in event:
                self._call(event["call"]).media, self._call(event["call"]).held = True, False
            elif "held" in event:
                self._call(event["call"]).held = True
            elif "transferred" in event:
                self._call(event["call"]).transferred = event["transferred"]
            elif "failed" in event:
                self._call(event["call"]).failed.append(f"{event['failed']}: {event['because']}")
            elif "sampled" in event:
                self._sampled.add(event["sampled"])
            else:
                call = self._call(event["call"])
                call.status, call.id = event["status"], event["id"]
                call.states.append(event["state"])


class Phones:
    """All phones of an installation; closed together."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._all: list[Phone] = []

    def line(self, number: str, port: int, **account: Any) -> Phone:
        """A carrier's line: it calls in from ``number``, and takes what the switch sends to ``port``."""
        at = f"{account.get('host', LOOPBACK)}:{port}"
        return self._add(port=port, uri=f"sip:{number}@{at}", **account)

    def seat(self, number: str, domain: str, password: str, switch: int, **account: Any) -> Phone:
        """A seat's phone, registering at the port ``switch`` of the switch, or of the proxy ``by``."""
        by, uri = account.pop("by", LOOPBACK), f"sip:{number}@{domain}"
        proxy = f"sip:{by}:{switch}"
        port = account.pop("port", 0) or udp_port()
        return self._add(port=port, uri=uri, proxy=proxy, user=number, password=password, **account)

    def close(self) -> None:
        for phone in self._all:
            phone.close()

    def _add(self, **account: Any) -> Phone:
        phone = Phone(self._log, **account)
        self._all.append(phone)
        return phone
