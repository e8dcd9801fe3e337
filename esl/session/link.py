"""One connection to a switch's Event Socket: greenswitch's, with a careful house around it.

What greenswitch 0.0.19 does by itself was tried before this was written: it hangs
on a lost reply, freezes the process on a close in mid-body, takes headers from
values that callers control, and knows no reconnect. What is overridden here is
overridden for one of those; ``tests/esl/session/hostile`` has them all.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any, Self

import gevent
import gevent.socket as socket
from gevent.event import AsyncResult
from gevent.event import Event as Flag
from gevent.lock import RLock
from greenswitch import InboundESL

from seatyard import traces

from .errors import CommandTimeout, LinkLost, LoginRefused
from .events import JOBS, Event, Subscription
from .frames import Frame, Frames, one_line
from .inbox import Inbox
from .jobs import Job, Jobs
from .limits import Address, Limits
from .patience import came, give_way
from .replies import Reply

logger = logging.getLogger(__name__)

BREATH = 0.005
"""Seconds that a busy reader, or busy handlers, may hold the hub before they let timers and others run."""

_WORDS = re.compile(r"callcenter_config [a-z]+ [a-z]+|\w+")


class Link(InboundESL):  # type: ignore[misc]
    """Connected once, never again: a new object per connection.

    Used from the thread that connected it. ``with Link(address) as link:``
    connects, logs in and subscribes; ``link.bgapi("status")`` then runs commands.
    """

    def __init__(
        self, address: Address, subscription: Subscription = JOBS, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        super().__init__(address.host, address.port, address.password, self.limits.connect)
        self._receive_events_greenlet: gevent.Greenlet | None = None
        self._process_events_greenlet: gevent.Greenlet | None = None
        self.address = address
        self.subscription = subscription
        self.jobs = Jobs()
        self.lost = Flag()
        self.lost_because: LinkLost | None = None
        self.heard_at = time.monotonic()
        """When the last frame came, on this machine's monotonic clock."""
        self.inbox = Inbox(address, self.limits, self.jobs)
        self._breath = time.monotonic()
        self._sending = RLock()
        self._hub = gevent.get_hub()

    # Opening and closing

    def connect(self) -> None:
        """Connect, log in, subscribe. Raises LinkLost or LoginRefused, leaving nothing behind."""
        if self._receive_events_greenlet is not None:
            raise LinkLost("a link is connected once; make a new one", where=str(self.address))
        self.sock = self._dial()
        self.connected = True
        reader = self._receive_events_greenlet = gevent.spawn(self.receive_events)
        try:
            if not came(self._auth_request_event, self.limits.banner):
                raise LinkLost(f"no banner after {self.limits.banner:g} s", where=str(self.address))
            if self.lost_because is not None:
                raise self.lost_because
            self.authenticate()
            self.subscribe()
            self._filter()
        except BaseException as error:
            self._fall(error if isinstance(error, LinkLost) else LinkLost("abandoned while connecting"))
            reader.join()
            raise

    def _dial(self) -> Any:
        try:
            sock = socket.create_connection((self.host, self.port), timeout=self.limits.connect)
        except OSError as error:
            raise LinkLost(f"cannot connect: {error}", where=str(self.address)) from error
        sock.settimeout(None)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, option):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
        return sock

    def authenticate(self) -> None:
        reply = self.send(f"auth {one_line(self.password)}")
        if not reply.accepted:
            raise LoginRefused(f"the switch refused the login: {reply.text}", where=str(self.address))

    def subscribe(self) -> None:
        """Ask for the events again; also proves that the link lives, and mends a lost subscription."""
        self._order(self.subscription.command)

    def _filter(self) -> None:
        """Once a connection: the switch keeps them, and adds up what it is told again."""
        for one in self.subscription.filters:
            self._order(f"filter {one}")

    def _order(self, command: str) -> None:
        reply = self.send(command)
        reply.require(reply.accepted, command)

    def stop(self) -> None:
        """Close the link and wait for its greenlets; what is in flight fails with LinkLost."""
        self._fall(LinkLost("closed by us", where=str(self.address)))
        running = [g for g in (self._receive_events_greenlet, self._process_events_greenlet) if g]
        gevent.joinall(running, timeout=self.limits.stall)
        gevent.killall(running)

    def __enter__(self) -> Self:
        self.connect()
        return self

    # Commands

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        """Run an API command in the background (``api`` would hold back events, QUIRKS 6).

        Raises LinkLost when the link is or gets lost, JobTimeout when the job
        takes longer than ``timeout`` (seconds, ``limits.job`` by default).
        """
        with traces.step(_called(command), traces.CLIENT, node=self.address.name), self.jobs.open() as job:
            self._begin(command, job)
            return job.wait(timeout or self.limits.job, command)

    def begin(self, command: str) -> None:
        """Have an API command run in the background, whatever comes of it; the link may close meanwhile."""
        with self.jobs.open() as job:
            self._begin(command, job)

    def send(self, data: str) -> Reply:
        """Send one Event Socket command and wait for its reply."""
        return self._exchange(one_line(data))

    def _begin(self, command: str, job: Job) -> None:
        accepted = self._exchange(f"bgapi {one_line(command)}\nJob-UUID: {job.id}")
        accepted.require(accepted.accepted, command)

    def _exchange(self, text: str) -> Reply:
        if gevent.get_hub() is not self._hub:
            raise LinkLost("a link is used from the thread that connected it", where=str(self.address))
        if self.lost_because or not self.connected:
            raise LinkLost(f"down: {self.lost_because or 'never connected'}", where=str(self.address))
        pending = AsyncResult()
        deadline = gevent.Timeout(self.limits.command)
        sent = False
        try:
            with deadline, self._sending:
                self._commands_sent.append(pending)
                self.sock.sendall(f"{text}\n\n".encode())
                sent = True
            if not came(pending, self.limits.command):
                raise self._late(text)
            reply = pending.get()
        except gevent.Timeout as expired:
            if expired is not deadline:
                raise
            raise self._late(text) from None
        except OSError as error:
            raise self._fall(LinkLost(f"cannot send: {error}", where=str(self.address))) from error
        finally:
            if not sent:
                self._fall(LinkLost("a command was cut off", where=str(self.address)))
        assert isinstance(reply, Reply)
        return reply

    def _late(self, text: str) -> CommandTimeout:
        command = text.split("\n")[0] if not text.startswith("auth ") else "auth"
        late = CommandTimeout(f"no reply after {self.limits.command:g} s", where=command)
        self._fall(late)
        return late

    # Reading

    def receive_events(self) -> None:
        """Read frames until the end. However it ends, nobody is left waiting."""
        why: Exception = LinkLost("the switch closed the connection", where=str(self.address))
        most = self.limits.frame
        frames = Frames(self.sock, min(self.limits.event, most), most, self.inbox.wants, self._breathe)
        try:
            while frame := frames.next():
                self.handle_event(frame)
                self.heard_at = time.monotonic()
                if self.heard_at > self._breath:
                    self._breathe()
        except (LinkLost, OSError) as error:
            why = error
        except Exception as error:
            logger.exception("%s: reading failed", self.address)
            why = error
        finally:
            self._fall(why if isinstance(why, LinkLost) else LinkLost(f"reading failed: {why}"))
            self.sock.close()

    def _breathe(self) -> None:
        """Events are handed out piece by piece as they come; now and then everybody else has their turn."""
        if time.monotonic() > self._breath:
            give_way(BREATH)
            self._breath = time.monotonic() + BREATH
        elif self.inbox.waiting:
            gevent.sleep(0)

    def handle_event(self, frame: Frame) -> None:
        match frame.kind:
            case "text/event-json":
                self.inbox.take(frame)
            case "command/reply":
                self._answer(frame.headers.get("Reply-Text", ""))
            case "api/response":
                self._answer(frame.body.decode("utf-8", "replace"))
            case "auth/request":
                self._auth_request_event.set()
            case "text/rude-rejection":
                raise LoginRefused("the switch's access list refuses this address", where=str(self.address))
            case "text/disconnect-notice":
                if frame.headers.get("Content-Disposition") != "linger":
                    raise LinkLost("the switch said goodbye", where=str(self.address))
            case other:
                logger.debug("%s: a frame of %s passed over", self.address, other)

    def _answer(self, text: str) -> None:
        if not self._commands_sent:
            raise LinkLost(f"a reply to nothing: {text[:60]!r}", where=str(self.address))
        self._commands_sent.pop(0).set(Reply(text))

    # Handing out

    def deliver(self, handler: Callable[[Event], None]) -> None:
        """Begin to hand out events, those that waited first, one at a time, in order."""
        self.register_handle("*", handler)
        self._process_events_greenlet = gevent.spawn(self.process_events)

    def process_events(self) -> None:
        """Hand out until the link is lost and what had arrived before that is handed out too."""
        breath = time.monotonic() + BREATH
        handlers = self.event_handlers.get("*", [])
        while (body := self.inbox.waiting.get()) is not None:
            if (event := self.inbox.parsed(body)) is not None:
                for handler in handlers:
                    self._safe_exec_handler(handler, event)
            if time.monotonic() > breath:
                give_way(BREATH)
                breath = time.monotonic() + BREATH

    def _safe_exec_handler(self, handler: Callable[[Event], None], event: Event) -> None:
        try:
            handler(event)
        except Exception:
            logger.exception("%s: a handler failed on %s", self.address, event.name)

    # Losing

    def _fall(self, why: LinkLost) -> LinkLost:
        """Lose the link, once: fail what waits, wake who watches. Returns the first reason."""
        if self.lost_because is not None:
            return self.lost_because
        self.lost_because = why
        self.connected = self._run = False
        while self._commands_sent:
            self._commands_sent.pop(0).set_exception(why)
        self.jobs.fail(why)
        self._auth_request_event.set()
        self.lost.set()
        self.inbox.waiting.close()
        reader = self._receive_events_greenlet
        if reader is not None and reader is not gevent.getcurrent():
            # It closes the socket itself: a close under its blocked read would leave it hanging.
            reader.kill(block=False)
        return why


def _called(command: str) -> str:
    """What a command does, in a trace: never to whom."""
    words = _WORDS.match(command)
    return words[0] if words else "command"
