"""What hears a node's hang-ups, whoever takes care of the node, and with or without a database."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import gevent
from flask import Flask
from gevent.event import Event as Flag
from sqlalchemy.exc import SQLAlchemyError

from ..reconcile.book import ended
from ..reconcile.firsts import CREATED, DESTROYED, Firsts
from ..session import Address, Event, Limits, Resync, Session, Subscription
from .hangups import NAME, Hangups
from .loops import every
from .spool import Spool

FILTERS = ("Event-Name /./", "Channel-State-Number -12")
"""All but what ends in CS_DESTROY (12): a call's CHANNEL_DESTROY, as large as the CHANNEL_HANGUP_COMPLETE
before it, and without news. A session that never was a call ends in another state: it is sent."""
SUBSCRIPTION = Subscription(("HEARTBEAT", CREATED, NAME, DESTROYED), filters=FILTERS)
ENDED = 100_000
"""Numbers of ended sessions remembered for who takes the node's care over."""
LIMITS = Limits(silence=5.0)
"""What a node says is said once: whether its link lives is asked after five seconds without a word, not
after two heartbeats. A half-open one is dropped ten seconds later."""
WRITE_EVERY = 0.25
WRITE_AGAIN = 2.0
"""Seconds at most until it is tried again after the database was away."""


class Ear:
    """A session of its own: a node's care ends with its claim on the node, and this one does not.

    Of several workers each has one. They write the same rows.
    """

    def __init__(
        self, app: Flask, node_id: int, address: Address, spool: Spool, limits: Limits = LIMITS
    ) -> None:
        self.app = app
        self.address = address
        self._firsts = Firsts()
        self._ended: deque[tuple[str, int]] = deque(maxlen=ENDED)
        self.hangups = Hangups(node_id, spool, self._firsts.get)
        named = replace(address, name=f"hang-ups of {address.name}")
        self.session = Session(named, SUBSCRIPTION, on_up=self._up, on_event=self._heard, limits=limits)
        self._stop = Flag()
        self._writing: gevent.Greenlet | None = None

    def start(self) -> None:
        self.session.start()
        name = f"{self.address.name}: writing hang-ups"
        self._writing = every(WRITE_EVERY, name, self.hangups.write, self.app, self._stop, WRITE_AGAIN)

    def stop(self) -> None:
        """Listen no longer, and write what was heard; what cannot be written now stays in its file."""
        self._stop.set()
        self.session.stop()
        if self._writing is not None:
            self._writing.join()
        try:
            with self.app.app_context():
                while self.hangups.write():
                    pass
        except SQLAlchemyError:
            pass  # the next worker takes the file in
        finally:
            self.hangups.spool.close()

    def ended(self, core_uuid: str) -> list[int]:
        """Numbers of the sessions of this life of the node that ended lately."""
        return [number for core, number in self._ended if core == core_uuid]

    def _up(self, found: Resync) -> None:
        self._firsts.listed(found.at, {row["uuid"]: row for row in found.channels if row.get("uuid")})

    def _heard(self, event: Event) -> None:
        if event.at is not None:
            self._firsts.feed(event, event.at)
        self.hangups.feed(event)
        if (number := ended(event)) is not None:
            self._ended.append((event.core_uuid, number))
        if event.name == NAME:
            self._firsts.forget(event.get("Unique-ID"))
