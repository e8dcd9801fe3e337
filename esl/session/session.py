"""A supervised pair of links to one switch: one for events, one for commands.

Two, because a handler that sends a command while the event queue is full would
wait for a reply that stands behind the events that wait for the handler.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import gevent
from gevent.event import Event as Flag

from seatyard.errors import SeatyardError, SwitchError
from seatyard.logs import about

from . import resync
from .backoff import Backoff
from .errors import CommandRefused, CommandTimeout, LinkLost, LoginRefused
from .events import JOBS, Event, Subscription
from .limits import Address, Limits
from .link import Link
from .patience import came
from .replies import Reply
from .resync import Resync

logger = logging.getLogger(__name__)


def _nothing(_: object) -> None:
    """The callback of who does not care."""


class Session:
    """Keeps the pair up until stopped; each time anew, subscribed anew, with a resync.

    Callbacks run in the session's greenlets, one at a time in this order:
    ``on_up`` with what the switch says, then ``on_event`` for each event since
    the subscription, then ``on_down`` with the reason once all of them are
    through. ``on_unreachable`` comes for each attempt that found no living
    switch (one that refuses a login or a command lives). A failing ``on_up`` ends the connection,
    and the next attempt tries again; a failing ``on_event`` is logged.
    """

    def __init__(
        self,
        address: Address,
        subscription: Subscription,
        *,
        on_up: Callable[[Resync], None] = _nothing,
        on_event: Callable[[Event], None] = _nothing,
        on_down: Callable[[str], None] = _nothing,
        on_unreachable: Callable[[str], None] = _nothing,
        limits: Limits | None = None,
    ) -> None:
        self.address = address
        self.subscription = subscription
        self.limits = limits or Limits()
        self.connections = 0
        """How often the pair came up."""
        self._on_up, self._on_event = on_up, on_event
        self._on_down, self._on_unreachable = on_down, on_unreachable
        self._commands: Link | None = None
        self._up = Flag()
        self._stopping = Flag()
        self._greenlet: gevent.Greenlet | None = None

    # What others use

    def start(self) -> None:
        self._greenlet = gevent.spawn(self._supervised)

    def stop(self) -> None:
        """Close both links, let ``on_down`` run, and return when all has ended."""
        self._stopping.set()
        if self._greenlet is not None:
            self._greenlet.join()

    @property
    def up(self) -> bool:
        return bool(self._up.is_set())

    def wait_up(self, seconds: float) -> bool:
        """Wait until the pair is up; whether it is."""
        return bool(self._up.wait(seconds))

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        """Run an API command on the command link; LinkLost at once while there is none."""
        link = self._commands
        if link is None:
            raise LinkLost("the Event Socket is down", where=str(self.address))
        return link.bgapi(command, timeout)

    # The life of a pair

    def _supervised(self) -> None:
        with about(node=self.address.name):
            self._supervise()

    def _supervise(self) -> None:
        backoff = Backoff(self.limits.backoff_first, self.limits.backoff_most)
        while not self._stopping.is_set():
            commands = Link(self.address, JOBS, self.limits)
            events = Link(self.address, self.subscription, self.limits)
            try:
                commands.connect()
                events.connect()
                found = resync.read(commands)
            except SwitchError as error:
                self._missed(error)
            except Exception:
                logger.exception("%s: connecting failed", self.address)
            else:
                self._live(commands, events, found, backoff)
            finally:
                self._commands = None
                for link in (events, commands):
                    link.stop()
            self._stopping.wait(backoff.next())

    def _missed(self, error: SwitchError) -> None:
        logger.warning("%s: not up: %s", self.address, error.message)
        if not isinstance(error, (LoginRefused, CommandRefused)):
            self._tell(self._on_unreachable, str(error))

    def _live(self, commands: Link, events: Link, found: Resync, backoff: Backoff) -> None:
        self._commands = commands
        self.connections += 1
        reason = "closing"
        try:
            self._on_up(found)
            events.deliver(self._on_event)
            self._up.set()
            backoff.reset()
            logger.info("%s: up, core %s", self.address, found.core_uuid)
            reason = self._watch(commands, events)
        except SeatyardError as error:
            reason = str(error)
        except Exception as error:
            reason = f"taking the switch's state in failed: {error}"
            logger.exception("%s: %s", self.address, reason)
        finally:
            self._up.clear()
            self._commands = None
            self._hear_out(commands, events)
            for link in (events, commands):
                link.stop()
            level = logging.INFO if self._stopping.is_set() else logging.WARNING
            logger.log(level, "%s: down: %s", self.address, reason)
            self._tell(self._on_down, reason)

    def _hear_out(self, commands: Link, events: Link) -> None:
        """A switch that dies ends both links; what it said before lies in that of events, behind what is read
        already. A command that is late says nothing of the other link, which may live for ever."""
        if commands.lost_because is not None and not isinstance(commands.lost_because, CommandTimeout):
            came(events.lost, self.limits.last_words)

    def _watch(self, commands: Link, events: Link) -> str:
        """Wait until the pair is over; why it is."""
        while True:
            quiet = self.limits.silence - (time.monotonic() - events.heard_at)
            gevent.wait([commands.lost, events.lost, self._stopping], timeout=max(quiet, 0.01), count=1)
            if self._stopping.is_set():
                return "closing"
            for link in (events, commands):
                if link.lost_because is not None:
                    return str(link.lost_because)
            if time.monotonic() - events.heard_at >= self.limits.silence:
                self._probe(events)

    def _probe(self, events: Link) -> None:
        """Silence: a half-open connection, a stuck switch, or a lost subscription. Ask which."""
        logger.debug("%s: nothing heard for %g s", self.address, self.limits.silence)
        try:
            events.subscribe()
        except SwitchError as error:
            logger.warning("%s: %s", self.address, error)

    def _tell(self, callback: Callable[[str], None], reason: str) -> None:
        try:
            callback(reason)
        except SeatyardError as error:
            logger.warning("%s: a callback failed: %s", self.address, error)
        except Exception:
            logger.exception("%s: a callback failed", self.address)
