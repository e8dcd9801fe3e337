"""What was asked for, done on the node: the seat's devices ring, then its leg goes through the dialplan."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import gevent
from flask import Flask
from sqlalchemy import select, update

from seatyard import clock, traces
from seatyard.db import db, snapshot, transaction
from seatyard.errors import SwitchError
from tenants.models import Seat

from ..answers.features import rights, types
from ..placed import variables
from ..provisioning.actual import Switch
from .models import ASKED, CONNECTED, EXPIRED, FAILED, RINGING, DialRequest

logger = logging.getLogger(__name__)

EVERY = 0.25
RING = 30
"""Seconds for which the seat's phone rings."""
PATIENCE = timedelta(seconds=15)
"""A call that nobody placed for so long is not wanted any more."""
CLICKED = "seatyard_clicked"
"""On the seat's leg: the number that it was asked to dial."""


@dataclass(frozen=True)
class Order:
    tenant_id: int
    key: str
    call: str
    """The name of the call (``esl.placed``)."""
    seat: str
    domain: str
    number: str
    auto_answer: bool
    may_dial_out: bool

    @property
    def command(self) -> str:
        """Nothing in it is free text: the seat's number, the domain and the number are checked."""
        given = {
            **variables(self.call),
            CLICKED: self.number,
            rights.LENT: str(self.may_dial_out).lower(),
            "origination_caller_id_number": self.number,
            "origination_caller_id_name": self.number,
            "originate_timeout": str(RING),
            "ignore_early_media": "true",
            **({"sip_auto_answer": "true"} if self.auto_answer else {}),
        }
        pairs = ",".join(f"{name}={value}" for name, value in given.items())
        return f"originate {{{pairs}}}user/{self.seat}@{self.domain} {self.number} XML {self.domain}"


def _order(row: DialRequest, seat: Seat) -> Order:
    may = types.CALL_OUT in types.functions(seat.type)
    call, domain = str(uuid.uuid4()), seat.tenant.domain
    return Order(row.tenant_id, row.key, call, seat.number, domain, row.number, row.auto_answer, may)


class Placing:
    """For one node. ``step`` needs an application around it; what it begins makes its own."""

    def __init__(self, app: Flask, node_id: int, switch: Switch) -> None:
        self._app = app
        self._node_id = node_id
        self._switch = switch

    def step(self, spawn: Callable[..., object] = gevent.spawn) -> None:
        """Take what was asked for since the last time; each is placed by itself."""
        for order in self._taken():
            spawn(self._place, order)

    def _taken(self) -> list[Order]:
        with snapshot():
            waits = db.session.scalar(
                select(DialRequest.key).filter_by(node_id=self._node_id, state=ASKED).limit(1)
            )
        if waits is None:
            return []
        asked = select(DialRequest, Seat).join(Seat, Seat.id == DialRequest.seat_id)
        asked = asked.where(DialRequest.node_id == self._node_id, DialRequest.state == ASKED)
        orders = []
        with transaction():
            for row, seat in db.session.execute(asked.order_by(DialRequest.asked_at)).tuples():
                late = row.asked_at < clock.now() - PATIENCE
                if self._now(row.tenant_id, row.key, ASKED, EXPIRED if late else RINGING) and not late:
                    orders.append(_order(row, seat))
        return orders

    def _place(self, order: Order) -> None:
        with traces.span("place a call", tenant_id=order.tenant_id):
            text, done = self._placed(order)
        logger.info("dialling %d/%s: %s", order.tenant_id, order.key, text)
        with self._app.app_context(), transaction():
            result = {"call_id": order.call} if done else {"cause": text.partition(" ")[2]}
            self._now(order.tenant_id, order.key, RINGING, CONNECTED if done else FAILED, **result)

    def _placed(self, order: Order) -> tuple[str, bool]:
        """What the switch said, and whether they talk."""
        try:
            reply = self._switch.bgapi(order.command, timeout=RING + 10)
        except SwitchError as error:
            return f"-ERR {error}", False
        return reply.text.strip(), reply.accepted

    def _now(self, tenant_id: int, key: str, before: str, after: str, **values: str) -> bool:
        """Whether it was so before: two workers do not place one call twice."""
        row = (DialRequest.tenant_id == tenant_id, DialRequest.key == key, DialRequest.state == before)
        done = db.session.execute(update(DialRequest).where(*row).values(state=after, **values))
        return bool(done.rowcount)  # type: ignore[attr-defined]
