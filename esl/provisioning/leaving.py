"""Taking tenants off a node that is their home no more, once they are live elsewhere and their calls over.

Nothing is remembered between attempts: what is still there is asked for, and goes by the ordinary plan. So
a node that was away while its tenants moved is cleaned when it is back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import select, update

from seatyard import claims, clock
from seatyard.db import db, snapshot, transaction
from tenants.models import Seat

from ..models import Placement
from ..nodes import serving, waiting
from ..nodes.models import Move
from .actual import Switch
from .apply import apply
from .desired import Phone
from .registrations import by_domain
from .state import State, domain_of
from .wishes import Wish

logger = logging.getLogger(__name__)

EVERY = 1.0
RETRY = 30.0
"""Seconds until a node that refused something is asked again."""
CHANNELS = "show channels as json"
CONTEXTS = ("context", "initial_context")


class Leaving:
    """For one node. ``step`` needs an application around it."""

    def __init__(self, node_id: int, switch: Switch, registered: Callable[[], Collection[Phone]]) -> None:
        self._node_id = node_id
        self._switch = switch
        self._registered = registered
        self._not_before: dict[int, float] = {}
        """By the move's id: when to try again."""

    def step(self) -> None:
        """Clean up after whoever's time has come. Raises SwitchError when the link is lost."""
        moves = serving.to_clean(self._node_id)
        if not moves:
            return
        there = busy(self._switch.bgapi(CHANNELS).rows())
        now = time.monotonic()
        for move_id, tenant_id, domain, waited in moves:
            self._take_along(tenant_id)
            due = waited or domain not in there
            if due and self._not_before.get(move_id, 0.0) <= now:
                with claims.claimed(f"apply:{self._node_id}") as had:
                    if had:
                        self._clean(move_id, tenant_id, domain)

    def _take_along(self, tenant_id: int) -> None:
        """A call that is still up here may have asked for something that waits."""
        with transaction():
            home = db.session.scalar(select(Placement.node_id).filter_by(tenant_id=tenant_id))
            if home is not None and home != self._node_id:
                waiting.take_along(tenant_id, self._node_id, home)

    def _clean(self, move_id: int, tenant_id: int, domain: str) -> None:
        outcome = apply(self._switch, lambda: self._nothing(tenant_id, domain), whole=False)
        if problem := outcome.problems.get(tenant_id):
            logger.warning("tenant %d cannot leave node %d: %s", tenant_id, self._node_id, problem)
            self._not_before[move_id] = time.monotonic() + RETRY
            _finish(tenant_id, self._node_id, problem)
        elif outcome.acknowledged:
            logger.info("tenant %d has left node %d", tenant_id, self._node_id)
            self._not_before.pop(move_id, None)
            _finish(tenant_id, self._node_id, None)

    def _nothing(self, tenant_id: int, domain: str) -> list[Wish]:
        """The wish to have nothing of the tenant; none once the node is its home again."""
        with snapshot():
            if db.session.scalar(select(Placement.node_id).filter_by(tenant_id=tenant_id)) == self._node_id:
                return []
            seats = db.session.scalars(select(Seat).filter_by(tenant_id=tenant_id)).all()
            numbers = {seat.number for seat in seats}
            agents = frozenset(f"seat-{seat.id}@{domain}" for seat in seats)
        phones = frozenset(by_domain(self._registered())[domain] & numbers)
        return [Wish(tenant_id, domain, 0, State(), agents, unwelcome=phones)]


def busy(channels: Iterable[Mapping[str, str]]) -> set[str]:
    """The domains of which a channel is up, among the rows of ``show channels``."""
    rows = list(channels)
    contexts = {row[name] for row in rows for name in CONTEXTS if row.get(name)}
    return contexts | {domain_of(row["presence_id"]) for row in rows if row.get("presence_id")}


def _finish(tenant_id: int, node_id: int, problem: str | None) -> None:
    """All moves of the tenant from here: one that came back and went again has left as often."""
    which = (Move.tenant_id == tenant_id, Move.from_id == node_id, Move.done_at.is_(None))
    values = {"problem": problem} if problem else {"problem": None, "done_at": clock.now()}
    with transaction():
        db.session.execute(update(Move).where(*which).values(**values))
