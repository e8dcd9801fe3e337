"""A tenant's March 2026 in the database, for whatever closes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from billing.models import Contract
from esl.calls import fold
from esl.models import Node
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.esl.calls.records import document
from tests.factories import (
    CdrRecordFactory,
    ContractFactory,
    ConversationFactory,
    NodeFactory,
    OutageFactory,
    PlacementFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

from .cases import at

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
"""When March is over everywhere."""


@contextmanager
def april() -> Iterator[None]:
    with clock.frozen(APRIL):
        yield


@dataclass
class Leased:
    """A tenant with a contract, seats and a home node."""

    tenant: Tenant
    contract: Contract
    node: Node

    def call(self, starts: str, seconds: float, **columns: Any) -> str:
        """A call of 2026; returns its id."""
        made = ConversationFactory(
            tenant_id=self.tenant.id,
            node_id=self.node.id,
            started_at=at(starts),
            billusec=round(seconds * 1_000_000),
            **columns,
        )
        return str(made.id)

    def came(self, uuid: str, starts: str, seconds: float = 60, **more: Any) -> None:
        """A record of a call from outside, and it is folded."""
        began = round(at(starts).timestamp()) * 1_000_000
        moments = {
            "start_uepoch": began,
            "answer_uepoch": began,
            "end_uepoch": began + round(seconds * 1_000_000),
        }
        said = {name: str(value) for name, value in moments.items()}
        said |= {"billusec": str(round(seconds * 1_000_000)), "seatyard_tenant": str(self.tenant.id), **more}
        body = orjson.dumps(document(uuid, answer=0, **said)).decode()
        leg = "b" if "originating_leg_uuid" in more else "a"
        CdrRecordFactory(node=self.node, uuid=uuid, leg=leg, body=body)
        db.session.commit()
        fold.fold_all()

    def outage(self, starts: str, ends: str | None, **columns: Any) -> int:
        made = OutageFactory(
            node=self.node, starts_at=at(starts), ends_at=at(ends) if ends else None, **columns
        )
        return int(made.id)


def leased(
    seats: int = 2, *, type: str = "standard", name: str = "acme", node: Node | None = None, **contract: Any
) -> Leased:
    """A tenant of ``seats`` seats since before March, on a node of its own unless told another's."""
    tenant = TenantFactory(name=name)
    node = node or NodeFactory()
    PlacementFactory(tenant_id=tenant.id, node=node)
    for number in range(seats):
        seat = SeatFactory(tenant=tenant, number=str(1001 + number), type=type)
        SeatTenureFactory(seat=seat, starts_at=at("03-01") - timedelta(days=30))
    made = ContractFactory(tenant_id=tenant.id, **contract)
    db.session.commit()
    return Leased(tenant, made, node)
