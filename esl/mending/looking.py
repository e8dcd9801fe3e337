"""The worker's part: the drift of its node, as ``seatyard switch drift`` finds it, and what puts it right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import select

from seatyard import claims, clock
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant

from ..models import Placement
from ..provisioning import actual, wishes
from ..provisioning.actual import Switch
from ..provisioning.apply import Outcome, apply, plans_of
from ..provisioning.desired import Phone
from .models import ASKED, DONE, FAILED, DriftLook

logger = logging.getLogger(__name__)

EVERY = 1.0
SHOWN = 50
"""Commands that are kept of a look; of more, only how many there were."""

Found = list[tuple[int, str, str]]
"""(tenant's id, command, why)."""


class Looking:
    """For one node. ``step`` needs an application around it."""

    def __init__(self, node_id: int, switch: Switch, registered: Callable[[], Collection[Phone]]) -> None:
        self._node_id = node_id
        self._switch = switch
        self._registered = registered

    def step(self) -> None:
        """Do what was asked for; what the link's loss breaks off is begun anew when it is back."""
        with snapshot():
            asked = select(DriftLook.id, DriftLook.mends).filter_by(node_id=self._node_id, state=ASKED)
            waits = db.session.execute(asked.order_by(DriftLook.id).limit(1)).one_or_none()
        if waits is None:
            return
        with claims.claimed(f"apply:{self._node_id}") as had:
            if had:
                self._look(*waits)

    def _look(self, look_id: int, mends: bool) -> None:
        names = self._acknowledged()
        found = self._differences(names)
        problems = self._mend({tenant for tenant, *_ in found}) if mends and found else {}
        logger.info("node %d: a look for drift found %d differences", self._node_id, len(found))
        told = [{"tenant": names[tenant], "command": text, "why": why} for tenant, text, why in found]
        problem = "; ".join(f"{names[tenant]}: {text}" for tenant, text in problems.items())
        _finish(look_id, told, problem)

    def _acknowledged(self) -> dict[int, str]:
        """The names of the tenants whose newest generation the node says it runs, by id."""
        query = (
            select(Tenant.id, Tenant.name)
            .join(Placement, Placement.tenant_id == Tenant.id)
            .where(Placement.node_id == self._node_id, Placement.acked_generation == Tenant.generation)
        )
        with snapshot():
            return dict(db.session.execute(query).tuples().all())

    def _differences(self, tenants: Collection[int]) -> Found:
        there = actual.read(self._switch)
        plans = plans_of(wishes.read(self._node_id, tenants, self._registered()), there)
        return [
            (wish.tenant_id, command.text, command.why)
            for wish, commands in plans
            for command in commands
            if not command.passing
        ]

    def _mend(self, tenants: Collection[int]) -> dict[int, str]:
        """Why a tenant could not be put right, by tenant id; nothing where all are as they are to be."""
        outcome: Outcome = apply(
            self._switch, lambda: wishes.read(self._node_id, tenants, self._registered())
        )
        mended = {
            tenant: [command.text for command in commands if not command.passing]
            for tenant, commands in outcome.differences.items()
        }
        wishes.drifted(self._node_id, {tenant: texts for tenant, texts in mended.items() if texts})
        for wish in outcome.acknowledged:
            wishes.acknowledged(self._node_id, wish, 0.0)
        for tenant, problem in outcome.problems.items():
            wishes.failed(self._node_id, [tenant], problem)
        return outcome.problems


def _finish(look_id: int, told: list[dict[str, Any]], problem: str) -> None:
    with transaction():
        look = db.session.get_one(DriftLook, look_id)
        look.found = {"differences": len(told), "commands": told[:SHOWN]}
        look.state, look.finished_at = FAILED if problem else DONE, clock.now()
        look.problem = problem
