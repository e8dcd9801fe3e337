"""Two nodes with a switch each, and a tenant that is at home on the first."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import select

from esl.answers.callcenter import wanted
from esl.models import Node, Placement
from esl.nodes.models import Move
from esl.provisioning.leaving import Leaving
from esl.provisioning.provisioner import Provisioner
from esl.session import Reply
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, QueueFactory, QueueSeatFactory, SeatFactory
from tests.support.callcenter import CallcenterSwitch

THEN = datetime(2026, 3, 5, 4, tzinfo=UTC)


class Switch(CallcenterSwitch):
    """With channels, of which it tells."""

    def __init__(self) -> None:
        super().__init__(_document)
        self.channels: list[dict[str, str]] = []

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if command == "show channels as json":
            return Reply(json.dumps({"row_count": len(self.channels), "rows": self.channels}))
        return super().bgapi(command, timeout)


class Place:
    """A node, its switch, and its worker's two hands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.switch = Switch()
        self.registered: set[tuple[str, str]] = set()
        self.id: int = NodeFactory(name=name, core_uuid=name, linked_at=THEN).id
        db.session.commit()
        self.hire()

    def hire(self) -> None:
        """A worker that knows nothing of what was before."""
        self.provisioner = Provisioner(self.id, self.switch, lambda: frozenset(self.registered))
        self.leaving = Leaving(self.id, self.switch, lambda: frozenset(self.registered))

    @property
    def node(self) -> Node:
        db.session.rollback()
        return db.session.get_one(Node, self.id)

    def has(self) -> tuple[int, int, int]:
        """Queues, agents, tiers."""
        return len(self.switch.queues), len(self.switch.agents), len(self.switch.tiers)


class Town:
    def __init__(self) -> None:
        self.fs1, self.fs2 = Place("fs1"), Place("fs2")
        self.tenant_id = self.settle("acme")
        self.fs1.provisioner.step()

    def settle(self, name: str, seats: int = 2) -> int:
        """A tenant with a queue and so many seats on the first node."""
        queue = QueueFactory(tenant__name=name)
        for at in range(seats):
            QueueSeatFactory(queue=queue, seat=SeatFactory(tenant=queue.tenant, number=str(1001 + at)))
        PlacementFactory(tenant=queue.tenant, node=db.session.get_one(Node, self.fs1.id))
        db.session.commit()
        return int(queue.tenant.id)

    @property
    def tenant(self) -> Tenant:
        db.session.rollback()
        return db.session.get_one(Tenant, self.tenant_id)

    @property
    def placement(self) -> Placement:
        db.session.rollback()
        return db.session.get_one(Placement, self.tenant_id)

    def moves(self) -> list[Move]:
        db.session.rollback()
        return list(db.session.scalars(select(Move).order_by(Move.id)))

    def states(self) -> list[str]:
        return [one.state for one in self.moves()]

    def on_the_line(self) -> list[dict[str, str]]:
        """A caller in a queue of the tenant's."""
        return [{"uuid": "1", "context": self.tenant.domain, "initial_context": "public"}]


def _document(queue: str) -> object:
    return wanted(db.session.scalars(select(Tenant).filter_by(domain=queue.rpartition("@")[2])).one())
