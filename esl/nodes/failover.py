"""Failing over: the tenants of a node that has died get living homes. By a person, or by the node's worker.

A node that comes back gets none of them back by itself: it is draining from then on, and is cleaned by its
worker (``provisioning.leaving``), until a person says that it is ready.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.actor import NOBODY
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict

from ..models import Node, Placement
from .models import FAILED_OVER, Move
from .moving import PATIENCE, scatter, told
from .service import node

logger = logging.getLogger(__name__)

EVERY = 1.0
AGAIN = 30.0
"""Seconds until those that had no place are tried again."""
NO_ROOM = "failover_without_room"
HELD = "failover_held"


@dataclass(frozen=True)
class FailedOver:
    moves: list[Move]
    left: list[str]
    """Names of the tenants for which no living node has room."""


def fail_over(name: str, *, by: str) -> FailedOver:
    """Move what can be moved off a node whose Event Socket is down; a finding tells of what cannot.

    Raises NotFound, and Conflict where the node is up.
    """
    with transaction():
        dead = node(name)
        if dead.linked_at is not None:
            allowed = "`seatyard node drain` and `node empty` move tenants off a living one"
            raise Conflict("its Event Socket is up", where=f"node {name}", allowed=allowed)
        dead.draining_since = dead.draining_since or clock.now()
        made, left = scatter(dead, why=FAILED_OVER, by=by, patience=PATIENCE)
        if left:
            message = f"{name} is down, and no living node has room for {len(left)} of its tenants: {left[0]}"
            findings.report(NO_ROOM, name, message, node=name, tenants=left)
        else:
            findings.resolve(NO_ROOM, [name], by=by)
        return FailedOver(told(made), left)


class Failover:
    """For one node in a worker's care. ``step`` needs an application around it.

    The time counts from when this worker saw the link down: one that was away itself waits as long again.
    """

    def __init__(self, node_id: int, name: str, after: int, proven: Callable[[float], str | None]) -> None:
        """``after``: seconds; 0: never. ``proven``: which other signal has shown in the last so many seconds
        that the node serves, if one has."""
        self._node_id = node_id
        self._name = name
        self._after = after
        self._proven = proven
        self._down: float | None = None
        self._not_before = 0.0
        self._held = False

    def step(self, up: bool) -> None:
        """Fail over once the link has been down for long enough, unless the node takes calls all the same."""
        if up or not self._after:
            self._down, self._held = None, False
            return
        now = time.monotonic()
        if self._down is None:
            self._down = now
        away = now - self._down
        if away < self._after or now < self._not_before or not self._has_tenants():
            return
        self._not_before = now + AGAIN
        if (signal := self._proven(away)) is not None:
            self._hold(signal)
            return
        done = fail_over(self._name, by=NOBODY)
        logger.warning("%s: failed over: %d moved, %d left", self._name, len(done.moves), len(done.left))

    def _has_tenants(self) -> bool:
        """Of a node that was ever reached: one that is being set up has not died."""
        placed = select(Placement.tenant_id).join(Node, Node.id == Placement.node_id)
        with snapshot():
            which = placed.where(Node.id == self._node_id, Node.core_uuid.is_not(None))
            return db.session.scalar(which.limit(1)) is not None

    def _hold(self, signal: str) -> None:
        if self._held:
            return
        message = f"the link to {self._name} is down, and {signal} says that it takes calls: not failed over"
        findings.report_alone(HELD, self._name, message, node=self._name, signal=signal)
        self._held = True
