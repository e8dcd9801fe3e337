"""Asking for a test call. The worker of the tenant's node places it (``placing``)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete, select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Tenant

from ..answers.suspension import stands_still
from ..models import Conversation
from ..provisioning.service import home
from ..recordings import holds
from .models import ANSWERED, CONNECTED, TestCall

HEARD = (ANSWERED, CONNECTED)
"""States of a call that leaves a record."""
KEPT = timedelta(days=7)
"""How long it is remembered that a test was made; the call itself is in the call log."""


def ask(tenant: Tenant, number: str, by: str) -> TestCall:
    """Have one of a tenant's numbers called; commits. While another test of it goes on, that one is it."""
    numbers = [one.e164 for one in tenant.numbers if one.flow is not None]
    if number not in numbers:
        allowed = ", ".join(numbers) or "a number that leads to a flow"
        raise InvalidInput(f"{number} is no number of {tenant.name}", where="number", allowed=allowed)
    if stands_still(tenant):
        raise Conflict("its service is suspended", where=f"tenant {tenant.name}")
    node = home(tenant.name)
    old = TestCall.asked_at < clock.now() - KEPT
    db.session.execute(delete(TestCall).where(old, holds.unheld(TestCall.tenant_id)))
    going = db.session.scalars(select(TestCall).filter_by(tenant_id=tenant.id, number=number, ended_at=None))
    call = going.first()
    if call is None:
        key = str(uuid.uuid4())
        call = TestCall(tenant_id=tenant.id, key=key, node_id=node.id, number=number, asked_by=by)
        db.session.add(call)
    db.session.commit()
    return call


def find(tenant_id: int, key: str) -> TestCall:
    found = db.session.get(TestCall, (tenant_id, key))
    if found is None:
        raise NotFound("no such test call", where=f"test call {key}")
    return found


def latest(tenant_id: int) -> TestCall | None:
    query = select(TestCall).filter_by(tenant_id=tenant_id).order_by(TestCall.asked_at.desc())
    return db.session.scalars(query.limit(1)).first()


def recorded(call: TestCall) -> Conversation | None:
    """What its call records have come to; they follow some moments after its end."""
    return db.session.get(Conversation, (call.tenant_id, call.key))
