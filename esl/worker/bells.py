"""What waits for nodes in the database, asked for once for all nodes of a worker.

Each node's loops used to ask by themselves, four times a second or twenty: with ten nodes that
was half a core of the database.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from seatyard import clock
from seatyard.db import db, snapshot
from tenants.models import Tenant

from ..board.models import Board
from ..dialling import models as dialling
from ..mending import models as mending
from ..models import Placement
from ..nodes.models import Move
from ..testing import models as testing

EVERY = 0.1
AT_LEAST = 5.0
"""Seconds after which a node looks by itself, whatever was asked: where the question failed nothing waits."""
UNKEPT = timedelta(seconds=3)
"""A board that was not written for so long is one that nobody keeps."""


class What(Enum):
    GENERATION = "a generation to bring"
    CALL = "a call to place"
    TEST = "a test call to place"
    LOOK = "a look for drift"
    LEAVING = "a tenant that leaves"
    BOARD = "a board at which somebody looks, and that nobody keeps"


class Bells:
    """``step`` asks, ``rung`` tells each node's loop of it, once."""

    def __init__(self, nodes: Callable[[], Collection[int]]) -> None:
        """``nodes``: the ids of those that are this worker's now."""
        self._nodes = nodes
        self._ringing: set[tuple[What, int]] = set()
        self._looked: defaultdict[tuple[What, int], float] = defaultdict(float)

    def step(self) -> None:
        nodes = list(self._nodes())
        if not nodes:
            return
        with snapshot():
            now = clock.now()
            rows = db.session.execute(_QUESTION, {"nodes": nodes, "now": now, "kept": now - UNKEPT})
            self._ringing |= {(What(what), node_id) for what, node_id in rows}

    def rung(self, what: What, node_id: int) -> bool:
        """Whether the node is to look now."""
        key, now = (what, node_id), time.monotonic()
        if key not in self._ringing and now - self._looked[key] < AT_LEAST:
            return False
        self._ringing.discard(key)
        self._looked[key] = now
        return True


def _waiting() -> Iterator[Select[tuple[str, int]]]:
    """Of each kind the nodes, of ``nodes``, at which something of it waits."""
    nodes: BindParameter[Any] = bindparam("nodes", expanding=True)
    call, test, look = dialling.DialRequest, testing.TestCall, mending.DriftLook
    behind = Placement.acked_generation < Tenant.generation
    placed = (
        select(literal(What.GENERATION.value), Placement.node_id)
        .join(Tenant, Tenant.id == Placement.tenant_id)
        .where(behind, Placement.node_id.in_(nodes))
    )
    yield placed.distinct()
    wanted = Board.wanted_until > bindparam("now")
    unkept = or_(Board.beat_at.is_(None), Board.beat_at < bindparam("kept"))
    looked_at = (
        select(literal(What.BOARD.value), Placement.node_id)
        .join(Board, Board.tenant_id == Placement.tenant_id)
        .where(wanted, unkept, Placement.node_id.in_(nodes))
    )
    yield looked_at.distinct()
    asked: list[tuple[What, InstrumentedAttribute[int], ColumnElement[bool]]] = [
        (What.CALL, call.node_id, call.state == dialling.ASKED),
        (What.TEST, test.node_id, test.state == testing.ASKED),
        (What.LOOK, look.node_id, look.state == mending.ASKED),
        (What.LEAVING, Move.from_id, Move.done_at.is_(None)),
    ]
    for what, node_id, waits in asked:
        yield select(literal(what.value), node_id).where(waits, node_id.in_(nodes)).distinct()


_QUESTION = union_all(*_waiting())
"""Built once: building it anew each time took a third of what asking costs."""
