"""Queues changed by hand: what is not said stays, lead times hold, nobody is sent to a queue that is gone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tenants import numbers, queue_changes
from tenants.models import Tenant
from tenants.onboarding.document import checked
from tenants.onboarding.service import onboard_document
from tests.factories import NodeFactory

from .files import DID, acme


@pytest.fixture
def tenant(app: Flask) -> Tenant:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    contract = acme()["contract"] | {"overrides": {"lead_times": None}}
    onboard_document(checked(acme(contract=contract)))
    return db.session.scalars(select(Tenant)).one()


def test_what_is_not_said_stays_and_again_changes_nothing(tenant: Tenant) -> None:
    before = tenant.generation
    made = queue_changes.put(tenant, "sales", {"wait_limit": 90, "strategy": "round-robin"})
    (queue,) = tenant.queues
    assert (queue.wait_limit, queue.strategy, queue.wrap_up, len(queue.tiers)) == (90, "round-robin", 10, 2)
    assert made.generation == before + 1
    assert queue_changes.put(tenant, "sales", {"wait_limit": 90}).generation == before + 1


def test_a_queue_is_added_and_removed(tenant: Tenant) -> None:
    queue_changes.put(tenant, "help", {"seats": [{"number": "1001", "level": 2, "position": 1}]})
    assert [(queue.name, len(queue.tiers)) for queue in tenant.queues] == [("help", 1), ("sales", 2)]
    queue_changes.remove(tenant, "help")
    db.session.expire_all()
    assert [queue.name for queue in tenant.queues] == ["sales"]


def test_a_queue_that_callers_are_sent_to_stays(tenant: Tenant) -> None:
    with pytest.raises(InvalidInput, match="sales"):
        queue_changes.remove(tenant, "sales")
    db.session.rollback()
    assert [queue.name for queue in tenant.queues] == ["sales"]


def test_a_queue_that_is_none(tenant: Tenant) -> None:
    with pytest.raises(NotFound):
        queue_changes.remove(tenant, "none")
    db.session.rollback()
    with pytest.raises(InvalidInput, match="strategy"):
        queue_changes.put(tenant, "sales", {"strategy": "by-mood"})
