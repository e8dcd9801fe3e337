"""One node in the worker's care: its session, and everyone who listens to it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import gevent
from flask import Flask
from gevent.event import Event as Flag

from seatyard.app import settings_of
from seatyard.errors import SwitchError

from ..board import callers, lines
from ..board.keeper import Keeper
from ..board.pace import EVERY as BOARD_EVERY
from ..carriers.watch import EVENT as CARRIER
from ..carriers.watch import LIST, CarrierWatch
from ..dialling.placing import EVERY as DIAL_EVERY
from ..dialling.placing import Placing
from ..limits.watch import EVERY as LIMITS_EVERY
from ..limits.watch import LimitsWatch
from ..mending.looking import EVERY as LOOK_FOR_PEOPLE_EVERY
from ..mending.looking import Looking
from ..nodes.failover import EVERY as FAILOVER_EVERY
from ..nodes.failover import Failover
from ..outages.calling import EVERY as CALL_EVERY
from ..outages.calling import Calling
from ..outages.probing import EVERY as PROBE_EVERY
from ..outages.probing import Probing
from ..outages.watcher import Watcher
from ..parameters.moments import EVENT as REACHED
from ..parameters.moments import Moments
from ..provisioning import statuses
from ..provisioning.leaving import EVERY as LEAVE_EVERY
from ..provisioning.leaving import Leaving
from ..provisioning.phones import EVENTS, Phones
from ..provisioning.provisioner import Provisioner
from ..queues.announcer import Announcer
from ..queues.calling import CallingBack
from ..reconcile.channels import ANSWERED
from ..reconcile.firsts import CREATED, DESTROYED
from ..reconcile.live import KEEP_EVERY, LOOK_EVERY, Live
from ..recordings import local
from ..refusals.refusals import EVENT as REFUSED
from ..refusals.refusals import Refusals
from ..seat_time.attending import Attendance
from ..seats.hearing import DUMP, Hearing
from ..seats.hearing import EVENT as SAID
from ..session import Address, Event, Limits, Resync, Session, Subscription
from ..testing.placing import EVERY as TEST_EVERY
from ..testing.placing import Testing
from ..watchdog import Watchdog
from ..watchdog.watchdog import EVERY as WATCH_EVERY
from . import database
from .bells import Bells, What
from .ear import FILTERS
from .hangups import NAME as HANGUP
from .idle import Idle
from .lag import Lag
from .loops import every

logger = logging.getLogger(__name__)

NAMES = ("HEARTBEAT", CREATED, ANSWERED, HANGUP, DESTROYED, *lines.EVENTS)
SUBCLASSES = (*EVENTS, SAID, CARRIER, REFUSED, REACHED, callers.EVENT)
SUBSCRIPTION = Subscription(NAMES, SUBCLASSES, (*FILTERS, callers.WITHOUT))
PROVISION_EVERY = 0.05
WRITE_EVERY = 0.25
TELL_TENANTS_EVERY = 0.05
CLEAR_EVERY = 2.0
TELL_EVERY = 60.0
LAST_WORD = 2.0
"""Seconds that the node may take for it when the worker ends."""
LOOK_FOR_DRIFT_EVERY = 30.0
"""Seconds: what somebody changes on the switch is found within a minute."""


class NodeWorker:
    """Made inside the application; its callbacks and loops enter the application themselves."""

    def __init__(
        self,
        app: Flask,
        node_id: int,
        address: Address,
        limits: Limits | None = None,
        *,
        ended: Callable[[str], Iterable[int]] = lambda _: (),
        bells: Bells | None = None,
    ) -> None:
        """``ended``: sessions of a life of the node of whose end this process heard before. ``bells``: what
        waits for the node; without them it looks for itself each time."""
        self.app = app
        self.node_id = node_id
        self.address = address
        self._ended = ended
        self._bells = bells
        self.phones = Phones()
        self.seats = Hearing(node_id)
        self.attendance = Attendance(node_id, self.phones)
        self.carriers = CarrierWatch(address.name)
        self.refusals = Refusals(address.name)
        self.moments = Moments()
        self.lag = Lag(address.name)
        self.idle = Idle(address.name)
        self.watcher = Watcher(node_id, address.name)
        self.session = Session(
            address,
            SUBSCRIPTION,
            on_up=self._up,
            on_event=self._heard,
            on_down=self._down,
            on_unreachable=self._unreachable,
            limits=limits,
        )
        self.live = Live(node_id, address.name, self.session)
        self.calling = Calling(self.session, self.watcher.signals)
        self.probing = Probing(address, self.session, self.watcher.signals)
        self.provisioner = Provisioner(node_id, self.session, lambda: self.phones.registered)
        after = settings_of(app).failover_after
        self.failover = Failover(node_id, address.name, after, self.watcher.signals.proven_for)
        self.leaving = Leaving(node_id, self.session, lambda: self.phones.registered)
        self.looking = Looking(node_id, self.session, lambda: self.phones.registered)
        self.placing = Placing(app, node_id, self.session)
        self.testing = Testing(app, node_id, self.session)
        self.limits = LimitsWatch(address.name, self.session)
        self.calling_back = CallingBack(node_id, self.session)
        self.watchdog = Watchdog(node_id, address.name, self.session, self.phones, self.calling_back.held)
        self.announcer = Announcer(node_id, self.session)
        self.board = Keeper(node_id, self.session, self.phones, lambda: self._rung(What.BOARD))
        self._stop = Flag()
        self._looked_at = time.monotonic()
        self._loops: list[gevent.Greenlet] = []

    def start(self) -> None:
        self.watcher.begin()
        self.session.start()
        loops: list[tuple[float, str, Callable[[], object]]] = [
            (PROVISION_EVERY, "provisioning", self._provision),
            (WATCH_EVERY, "watching the queues", self._watch),
            (KEEP_EVERY, "keeping live channels", self.live.keep),
            (LOOK_EVERY, "looking at live channels", self.live.look),
            (WRITE_EVERY, "writing proofs of life", self.watcher.save),
            (WRITE_EVERY, "writing refusals", self.refusals.write),
            (TELL_TENANTS_EVERY, "noting who rings and answers", self.moments.write),
            (TELL_EVERY, "telling how late events come", self.lag.tell),
            (TELL_EVERY, "telling how busy the node is", self.idle.tell),
            (CLEAR_EVERY, "clearing messages", self._clear_messages),
            (LEAVE_EVERY, "taking tenants off that have moved", self._leave),
            (FAILOVER_EVERY, "looking whether it has died", self._fail_over),
            (LOOK_FOR_PEOPLE_EVERY, "looking for drift as people asked", self._look_for_people),
            (DIAL_EVERY, "placing calls that were asked for", self._dial),
            (TEST_EVERY, "placing test calls", self._test),
            (LIMITS_EVERY, "recounting lines", self._recount),
            (BOARD_EVERY, "writing boards", self.board.step),
            (WRITE_EVERY, "writing which phones are there", self._attend),
            (WRITE_EVERY, "writing which carriers are down", self.carriers.write),
            (PROBE_EVERY, "looking whether it serves", self.probing.step),
            (CALL_EVERY, "calling it", self.calling.step),
        ]
        for seconds, name, work in loops:
            named = f"{self.address.name}: {name}"
            self._loops.append(every(seconds, named, work, self.app, self._stop, node=self.address.name))

    def stop(self) -> None:
        """Close the session, write what was heard, and return when all has ended."""
        self._stop.set()
        self._hear_once_more()
        self.session.stop()
        gevent.joinall(self._loops)
        with self.app.app_context():
            self.attendance.write()

    def _hear_once_more(self) -> None:
        """A quiet node's last word may be 20 s old; up to this one it was listened to."""
        with suppress(SwitchError):
            word = self.session.bgapi("uptime", LAST_WORD)
            if word.at is not None and word.core_uuid == self.watcher.machine.known.core_uuid:
                self.watcher.machine.alive(word.core_uuid, word.at)

    # What the session tells

    def _up(self, found: Resync) -> None:
        self.phones.resync(found.registrations)
        uptime = self.session.bgapi("uptime").text.strip()
        began = found.at - timedelta(seconds=int(uptime)) if uptime.isdigit() else found.at
        self.seats.resync(self.session.bgapi(DUMP).text)
        self.carriers.resync(self.session.bgapi(LIST).text)
        self.live.begin(found.core_uuid, found.at, found.channels, self._ended(found.core_uuid))
        self.board.begin(found.at, found.channels)
        with database.needed(self.app, self.address.name):
            self.attendance.up(found.core_uuid, found.at)
            self.watcher.up(found.core_uuid, found.at, began)
            self.live.sessions.resume()  # before the first look: of a new node, all from now on is asked for
            self.seats.write()  # before a plan is made, which would undo what they said meanwhile
            self.provisioner.resume()
        self.watchdog.forget()
        self.limits.forget()
        self.phones.take_changes()  # all tenants are looked at now, statuses with them

    def _heard(self, event: Event) -> None:
        self.lag.feed(event)
        self.idle.feed(event)
        self.live.feed(event)
        self.phones.feed(event)
        self.attendance.feed(event)
        self.seats.feed(event)
        self.carriers.feed(event)
        self.refusals.feed(event)
        self.moments.feed(event)
        self.board.feed(event)
        if changes := self.watcher.heard(event):
            with database.needed(self.app, self.address.name):
                self.watcher.record(changes)

    def _down(self, reason: str) -> None:
        with database.needed(self.app, self.address.name):
            self.watcher.down(reason, by_us=self._stop.is_set())
            self.attendance.down()

    def _unreachable(self, reason: str) -> None:
        with database.needed(self.app, self.address.name):
            self.watcher.unreachable(reason)

    # What goes on

    def _attend(self) -> None:
        self.attendance.look(self.watcher.machine.known.alive_at)
        self.attendance.write()

    def _clear_messages(self) -> bool:
        return self.session.up and local.clear_messages(self.node_id, self.session.bgapi)

    def _provision(self) -> None:
        if not self.session.up:
            return
        if time.monotonic() - self._looked_at > LOOK_FOR_DRIFT_EVERY:
            self._looked_at = time.monotonic()
            self.provisioner.look()
        said = self.seats.write()
        self.board.said(said)
        if (phones := self.phones.take_changes()) or said:
            statuses.follow(self.session, self.node_id, self.phones.registered, phones, said)
        if self._rung(What.GENERATION) or not self.provisioner.settled:
            self.provisioner.step()

    def _rung(self, what: What) -> bool:
        return self._bells is None or self._bells.rung(what, self.node_id)

    def _leave(self) -> None:
        if self.session.up and self._rung(What.LEAVING):
            self.leaving.step()

    def _fail_over(self) -> None:
        self.failover.step(self.session.up)

    def _look_for_people(self) -> None:
        if self.session.up and self._rung(What.LOOK):
            self.looking.step()

    def _dial(self) -> None:
        if self.session.up and self._rung(What.CALL):
            self.placing.step()

    def _test(self) -> None:
        if self.session.up and self._rung(What.TEST):
            self.testing.step()

    def _recount(self) -> None:
        if self.session.up:
            self.limits.step()

    def _watch(self) -> None:
        if self.session.up and self.provisioner.settled and (seen := self.watchdog.look()):
            self.board.seen(seen)
            self.announcer.speak(seen)
            self.calling_back.look(seen)
