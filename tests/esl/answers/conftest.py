from __future__ import annotations

import pytest
from flask import Flask

from esl.models import Node
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import (
    FlowFactory,
    NodeFactory,
    NumberFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    TenantFactory,
)


@pytest.fixture
def fs1(app: Flask) -> Node:
    return NodeFactory(name="fs1")


@pytest.fixture
def acme(fs1: Node) -> Tenant:
    """The tenant of the captures: acme.test with the phones 1000, 1002 and 1003."""
    return tenant_on(fs1, "acme.test")


def tenant_on(node: Node, domain: str, numbers: tuple[str, ...] = ("1000", "1002", "1003")) -> Tenant:
    """A tenant with a queue over its last seat, a DID and a flow into the queue."""
    tenant = TenantFactory(domain=domain)
    PlacementFactory(tenant=tenant, node=node)
    queue = QueueFactory(tenant=tenant, wait_limit=90, on_timeout="voicemail:sales")
    for number in numbers:
        seat = SeatFactory(tenant=tenant, number=number, a1_hash=f"{tenant.id:016d}{number:0>16}")
    QueueSeatFactory(queue=queue, seat=seat, level=2, position=3)
    flow = FlowFactory(tenant=tenant, document={"start": "q", "nodes": {"q": {"queue": "sales"}}})
    NumberFactory(tenant=tenant, flow=flow)
    db.session.commit()
    return tenant
