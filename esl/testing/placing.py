"""A test call placed on the node: a loopback leg comes in at the number as a carrier's would, and says
nothing.

Its far end walks the tenant's own dialplan; no carrier has to do with it, so that nobody is charged for it.
It hangs up some seconds after a seat has answered, or when nobody has for long; the leg's own sound ends as
well, whatever becomes of the worker.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import gevent
from flask import Flask
from sqlalchemy import select, update

from seatyard import clock
from seatyard.db import db, snapshot, transaction
from seatyard.errors import SwitchError
from tenants.models import Seat

from ..answers.dialplan import PUBLIC
from ..placed import PLACED, variables
from ..provisioning.actual import Switch
from .models import ANSWERED, ASKED, CALLING, CONNECTED, EXPIRED, FAILED, TestCall

logger = logging.getLogger(__name__)

EVERY = 0.25
RING = 20
"""Seconds until the number must have answered."""
LASTS = 30.0
"""Seconds from then for a seat to answer."""
TALK = 3.0
"""Seconds with the seat."""
LOOK = 0.5
"""Seconds between two looks whether a seat has answered."""
PATIENCE = timedelta(seconds=15)
"""A call that nobody placed for so long is not wanted any more."""
AGENT = "cc_agent"
"""On the far end's leg, once a seat has taken it from a queue (mod_callcenter)."""
OTHER = "other_loopback_leg_uuid"
NONE = "_undef_"


@dataclass(frozen=True)
class Order:
    tenant_id: int
    key: str
    number: str

    @property
    def command(self) -> str:
        """Nothing in it is free text: the number is one of the pool, the key was made here."""
        given = {
            **variables(self.key),
            "loopback_export": PLACED,
            "loopback_bowout": "false",
            "originate_timeout": str(RING),
            "origination_caller_id_number": "test",
            "origination_caller_id_name": "test",
        }
        pairs = ",".join(f"{name}={value}" for name, value in given.items())
        sound = f"silence_stream://{int((LASTS + TALK) * 1000)}"
        return f"originate {{{pairs}}}loopback/{self.number}/{PUBLIC} &playback({sound})"


class Testing:
    """For one node. ``step`` needs an application around it; what it begins makes its own."""

    __test__ = False  # no test class of pytest's

    def __init__(
        self, app: Flask, node_id: int, switch: Switch, sleep: Callable[[float], None] = gevent.sleep
    ) -> None:
        self._app = app
        self._node_id = node_id
        self._switch = switch
        self._sleep = sleep

    def step(self, spawn: Callable[..., object] = gevent.spawn) -> None:
        """Take what was asked for since the last time; each is placed by itself."""
        for order in self._taken():
            spawn(self._test, order)

    def _taken(self) -> list[Order]:
        asked = select(TestCall).where(TestCall.node_id == self._node_id, TestCall.state == ASKED)
        with snapshot():
            if db.session.scalars(asked.limit(1)).first() is None:
                return []
        orders = []
        with transaction():
            for row in db.session.scalars(asked.order_by(TestCall.asked_at)).all():
                order = Order(row.tenant_id, row.key, row.number)
                if row.asked_at < clock.now() - PATIENCE:
                    self._now(order, ASKED, EXPIRED, ended_at=clock.now())
                elif self._now(order, ASKED, CALLING):
                    orders.append(order)
        return orders

    def _test(self, order: Order) -> None:
        began = time.monotonic()
        try:
            reply = self._switch.bgapi(order.command, timeout=RING + 10)
        except SwitchError as error:
            self._tell(order, CALLING, FAILED, cause=str(error), ended_at=clock.now())
            return
        text = reply.text.strip()
        logger.info("test call %d/%s: %s", order.tenant_id, order.key, text)
        if not reply.accepted:
            self._tell(order, CALLING, FAILED, cause=text.partition(" ")[2], ended_at=clock.now())
            return
        self._tell(order, CALLING, ANSWERED, answered_in=round(time.monotonic() - began, 2))
        leg = text.partition(" ")[2]
        try:
            self._follow(order, leg)
        except SwitchError as error:
            logger.warning("test call %d/%s: %s", order.tenant_id, order.key, error)
        self._tell(order, None, None, ended_at=clock.now())

    def _follow(self, order: Order, leg: str) -> None:
        """Wait for a seat to take it, then hang up. Raises SwitchError when the link is lost."""
        far = self._variable(leg, OTHER)
        waited = 0.0
        while waited < LASTS and self._switch.bgapi(f"uuid_exists {leg}").text.strip() == "true":
            if agent := self._variable(far, AGENT):
                self._tell(order, ANSWERED, CONNECTED, seat=self._seat(agent))
                self._sleep(TALK)
                break
            self._sleep(LOOK)
            waited += LOOK
        self._switch.bgapi(f"uuid_kill {leg}")

    def _variable(self, leg: str, name: str) -> str:
        """Empty for one that is not there, or a leg that is gone."""
        text = self._switch.bgapi(f"uuid_getvar {leg} {name}").text.strip() if leg else ""
        return "" if text == NONE or text.startswith("-ERR") else text

    def _seat(self, agent: str) -> str | None:
        seat_id = agent.removeprefix("seat-").partition("@")[0]
        with self._app.app_context(), snapshot():
            seat = db.session.get(Seat, int(seat_id)) if seat_id.isdigit() else None
            return seat.number if seat else None

    def _tell(self, order: Order, before: str | None, after: str | None, **values: object) -> None:
        with self._app.app_context(), transaction():
            self._now(order, before, after, **values)

    def _now(self, order: Order, before: str | None, after: str | None, **values: object) -> bool:
        """Whether it was so before: two workers do not place one call twice."""
        row = [TestCall.tenant_id == order.tenant_id, TestCall.key == order.key]
        row += [TestCall.state == before] if before else []
        state = {"state": after} if after else {}
        done = db.session.execute(update(TestCall).where(*row).values(**state, **values))
        return bool(done.rowcount)  # type: ignore[attr-defined]
