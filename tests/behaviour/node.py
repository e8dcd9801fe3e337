"""What a behaviour test holds: a node, whichever it is, and the phones around it."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import gevent

from esl.session import Address, Event, Link, Subscription

from .seatyard import Seatyard
from .tenants import Tenant

T = TypeVar("T")
HEARD = Subscription(
    (
        "CHANNEL_CREATE", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "CHANNEL_BRIDGE",
        "CHANNEL_UNBRIDGE", "CHANNEL_HOLD", "CHANNEL_UNHOLD", "CHANNEL_EXECUTE", "CHANNEL_HANGUP",
        "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY", "RECORD_START", "RECORD_STOP", "DTMF",
        "BACKGROUND_JOB", "HEARTBEAT", "RELOADXML",
    ),
    (
        "callcenter::info", "sofia::register", "sofia::register_failure", "sofia::unregister",
        "sofia::expire", "conference::maintenance", "valet_parking::info", "seatyard::reached",
    ),
)  # fmt: skip


class Call(Protocol):
    """One phone's side of a call."""

    @property
    def uuid(self) -> str:
        """Of its leg on the switch; empty while there is none."""

    @property
    def ringing(self) -> bool: ...

    @property
    def up(self) -> bool: ...

    @property
    def over(self) -> bool: ...

    @property
    def status(self) -> int:
        """The final SIP status; 0 while there is none."""

    number: str
    """Of an incoming call: whom it asks for, without the domain."""
    caller: str
    """Of an incoming call: whom it shows."""

    def reply(self, status: int) -> None: ...

    def press(self, digits: str) -> None: ...

    def hang_up(self) -> None: ...

    def hold(self) -> None: ...

    def resume(self) -> None: ...


class Phone(Protocol):
    """A seat's phone, or the carrier's side."""

    @property
    def registration(self) -> int:
        """The SIP status of its last REGISTER."""

    @property
    def incoming(self) -> list[Any]:
        """The calls that came to it, each a :class:`Call`."""

    def dial(self, number: str) -> Call: ...


class Node(ABC):
    """The switch: its Event Socket by Seatyard's own session, its phones, and Seatyard behind it."""

    patience = 60.0
    """Seconds of its own time that a test waits for what must come."""

    def __init__(self, seatyard: Seatyard) -> None:
        self.seatyard = seatyard
        self.events: list[Event] = []
        self.link = Link(Address("fs1", "127.0.0.1", seatyard.control, seatyard.password), HEARD)
        self.link.connect()
        self.link.deliver(self.events.append)

    # what each target does in its own way

    @property
    @abstractmethod
    def carrier(self) -> Phone:
        """Takes what goes out."""

    @abstractmethod
    def phone(self, tenant: Tenant, number: str, password: str = "") -> Phone:
        """The seat's phone, which has tried to register; with its own password the same one for all tests."""

    @abstractmethod
    def call_in(self, number: str) -> Call:
        """A caller from outside."""

    @abstractmethod
    def moment(self) -> None:
        """Let a little time pass on the switch."""

    @abstractmethod
    def restart(self) -> None:
        """Stop it and start it anew from its folder, with nothing else left of it."""

    @abstractmethod
    def close(self) -> None: ...

    # the same on both

    def api(self, command: str) -> str:
        """The reply to an API command, to the last byte."""
        return self.link.bgapi(command).text

    def until(self, what: str, check: Callable[[], T]) -> T:
        """The first true answer of ``check``; fails naming ``what`` after :attr:`patience`."""
        end = self.now() + self.patience
        while not (found := self.look(check)):
            assert self.now() < end, f"not within {self.patience:g} s: {what} (last: {found!r})"
            self.moment()
        return found

    def later(self, seconds: float) -> None:
        """Let so much time pass on the switch."""
        end = self.now() + seconds
        while self.now() < end:
            self.moment()

    def look(self, check: Callable[[], T]) -> T:
        gevent.sleep(0)
        return check()

    def now(self) -> float:
        """Seconds on the switch's clock, as far as waiting goes."""
        return time.monotonic()

    def channels(self) -> int:
        return int(self.api("show channels count").split()[0])

    def quiet(self) -> None:
        """Until no channel is left, so every record is posted (QUIRKS 20)."""
        self.until("no channel is left", lambda: self.channels() == 0)

    def since(self, mark: int, name: str = "", **headers: str) -> list[Event]:
        """Events after the first ``mark`` of them, by name and headers (``Unique_ID`` is ``Unique-ID``)."""
        gevent.sleep(0)
        wanted = {key.replace("_", "-") if key[0].isupper() else key: v for key, v in headers.items()}
        return [
            event
            for event in self.events[mark:]
            if name in ("", event.name) and all(event.get(k) == v for k, v in wanted.items())
        ]

    def ready(self, tenant: Tenant, number: str) -> Phone:
        """The seat's phone, registered."""
        phone = self.phone(tenant, number)
        self.until(f"the registration of {number}", lambda: phone.registration == 200)
        return phone

    def rung(self, phone: Phone, before: int) -> Call:
        """The call that comes to a phone which had so many before."""
        self.until("it rings", lambda: len(phone.incoming) > before)
        call: Call = phone.incoming[before]
        self.until("its leg", lambda: call.uuid)
        return call

    def answered(self, phone: Phone, before: int) -> Call:
        call = self.rung(phone, before)
        call.reply(200)
        self.until("the talk", lambda: call.up)
        return call

    def talk(self, tenant: Tenant, flow: str, seat: str) -> tuple[Call, Call]:
        """A caller from outside who talks with a seat: the caller's call, the seat's."""
        phone = self.ready(tenant, seat)
        before = len(phone.incoming)
        caller = self.call_in(tenant.number(flow))
        theirs = self.answered(phone, before)
        self.until("they talk", lambda: self.since(0, "CHANNEL_BRIDGE", Unique_ID=caller.uuid) and caller.up)
        self.until("the seat's leg knows", lambda: self.api(self._talks(tenant, seat)) == theirs.uuid)
        return caller, theirs

    def _talks(self, tenant: Tenant, seat: str) -> str:
        return f"hash select/seatyard_talks/{seat}@{tenant.domain}"

    def asked(self, call: Call, questions: int = 1) -> None:
        """Until the flow has asked the caller so often for keys."""
        self.until("it is up", lambda: call.up and call.uuid)
        self.until("a question", lambda: len(self.executed(call, "play_and_get_digits")) >= questions)

    def executed(self, call: Call, application: str) -> list[str]:
        """What an application was given, each time it was executed on a leg."""
        events = self.since(0, "CHANNEL_EXECUTE", Unique_ID=call.uuid, Application=application)
        return [event.get("Application-Data") for event in events]

    def ended(self, call: Call) -> dict[str, Any]:
        """Wait for the end of a call and for its record; the record."""
        self.until("the end", lambda: call.over and call.uuid)
        self.quiet()
        return self.record(call.uuid)

    def queue(self, tenant: Tenant, at: int = 0) -> str:
        """One of its queues, in the order of the file, as mod_callcenter knows it."""
        rows = self.rows("callcenter_config queue list")
        names = [row["name"] for row in rows if row["name"].endswith(f"@{tenant.domain}")]
        return sorted(names)[at]

    def agent(self, tenant: Tenant, seat: str) -> dict[str, str]:
        """The seat's agent, as mod_callcenter knows it."""
        rows = self.rows("callcenter_config agent list")
        return next(row for row in rows if row["contact"].endswith(f"user/{seat}@{tenant.domain}"))

    def rows(self, command: str) -> list[dict[str, str]]:
        """The table that a ``callcenter_config … list`` answers."""
        header, *lines = self.api(command).removesuffix("+OK\n").splitlines() or [""]
        return [dict(zip(header.split("|"), line.split("|"), strict=True)) for line in lines]

    def of(self, uuid: str) -> list[Event]:
        """All events of a leg."""
        return self.since(0, Unique_ID=uuid)

    def record(self, uuid: str) -> dict[str, Any]:
        """The only record of a leg."""
        (found,) = self.until(f"the record of {uuid}", lambda: self.seatyard.records(uuid))
        return found
