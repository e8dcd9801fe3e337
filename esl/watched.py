"""What the clock tells Prometheus of nodes, records, recordings and webhooks, from the database.

A worker tells of its own nodes from memory (``worker.metrics``); this is there while no worker is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select, text

from seatyard import clock
from seatyard.db import db
from seatyard.watch.figures import gauge
from tenants.models import Tenant

from .calls import parts
from .models import CdrRecord, Placement
from .nodes import directory
from .nodes.directory import State
from .recordings.models import Recording
from .webhooks.models import Delivery

_DELETING, _WAITING = text("recordings.state = 'deleting'"), text("webhook_deliveries.state = 'waiting'")
"""Word for word as in their partial indexes, which a parameter would not be known to fit."""
_TENANTS: tuple[tuple[str, str, Callable[[State], int]], ...] = (
    ("tenants", "Tenants whose home it is", lambda state: state.homes),
    ("tenants_behind", "Of them, those whose newest generation is not on it", lambda state: state.waiting),
    ("tenants_refused", "Of these, those that it refused", lambda state: state.refused),
)


def read() -> Iterator[Metric]:
    yield from _nodes()
    yield from _records()
    yield from _months()
    deleting = select(func.count()).select_from(Recording).where(_DELETING)
    yield gauge(
        "seatyard_recordings_deleting",
        "Recordings that are to be deleted, and are not yet",
        (),
        [((), db.session.scalar(deleting) or 0)],
    )
    waiting = select(func.count()).select_from(Delivery).where(_WAITING)
    yield gauge(
        "seatyard_webhooks_waiting",
        "Messages that wait for tenants' systems",
        (),
        [((), db.session.scalar(waiting) or 0)],
    )


def _months() -> Iterator[Metric]:
    here, ahead = parts.made_ahead()
    meaning = "Months after this one that have their part of the calls' table; -1: not even this one has"
    yield gauge("seatyard_call_months_ahead", meaning, (), [((), ahead if here else -1)])


def _nodes() -> Iterator[Metric]:
    states = directory.states()
    for name, meaning, of in _TENANTS:
        rows = [((state.node.name,), of(state)) for state in states]
        yield gauge(f"seatyard_node_{name}", meaning, ("node",), rows)
    yield gauge(
        "seatyard_node_alive_timestamp_seconds",
        "When it gave its last proof of life, by its own clock",
        ("node",),
        [((state.node.name,), state.node.alive_at.timestamp()) for state in states if state.node.alive_at],
    )
    homeless = (
        select(func.count())
        .select_from(Tenant)
        .outerjoin(Placement, Placement.tenant_id == Tenant.id)
        .where(Placement.tenant_id.is_(None), Tenant.deleted_at.is_(None))
    )
    many = db.session.scalar(homeless) or 0
    yield gauge("seatyard_tenants_without_node", "Tenants without a home", (), [((), many)])


def _records() -> Iterator[Metric]:
    many, oldest = db.session.execute(
        select(func.count(), func.min(CdrRecord.received_at)).where(
            CdrRecord.folded_at.is_(None), CdrRecord.parked_at.is_(None)
        )
    ).one()
    yield gauge("seatyard_records_unfolded", "Call records that wait to be metered", (), [((), many)])
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield gauge("seatyard_records_oldest_seconds", "How long the oldest of them waits", (), [((), age)])
