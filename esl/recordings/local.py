"""The switch worker's part: folders of nodes on this machine, and messages that wait no more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from prometheus_client import Gauge
from sqlalchemy import ColumnElement, false, func, or_, select

from seatyard import claims, clock
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from seatyard.watch.registry import REGISTRY
from tenants.models import Tenant

from ..models import Node
from . import folder, retention
from .folder import WAITING
from .intake import TAKEN, Between
from .models import DELETED, VOICEMAIL, Recording

log = logging.getLogger(__name__)

_LEFT = Gauge(
    "seatyard_recordings_waiting",
    "Files of recordings on this machine that the last look could not take in yet",
    ("node",),
    registry=REGISTRY,
)

HEARD_KEPT = timedelta(days=7)
"""How long a message that was heard can be heard again by telephone; then the node lets go of its file."""


def take_all(between: Between) -> None:
    """Sweep the folders that ``SEATYARD_NODE_FOLDERS`` names, one process at a time."""
    folders = settings_of(current_app._get_current_object()).node_folders  # type: ignore[attr-defined]
    if not folders:
        return
    with snapshot():
        ids = dict(db.session.execute(select(Node.name, Node.id)).tuples().all())
    for name, place in folders.items():
        if name not in ids:
            log.warning("SEATYARD_NODE_FOLDERS: no node %s", name)
            continue
        with claims.claimed(f"recordings:{name}") as ours:
            if ours:
                swept = folder.sweep(place, ids[name], name, between=between)
                _LEFT.labels(name).set(swept.outcomes[WAITING] + len(swept.left))
                if many := swept.outcomes[TAKEN]:
                    log.info("%s: %d recordings taken in", name, many)


def sweep() -> None:
    """Delete what is past its keep, one process at a time."""
    with claims.claimed("recordings:sweep") as ours:
        if ours:
            retention.sweep()


def clear_messages(node_id: int, execute: Callable[[str], object], most: int = 20) -> bool:
    """Tell the node of messages that were heard, are new again, or left their box; whether more are.

    ``execute`` runs an API command on the node, and raises where it does not answer.
    """
    heard, leaves = Recording.heard_at.is_not(None), _leaves(clock.now())
    query = (
        select(Recording, Tenant.domain, heard, leaves)
        .join(Tenant, Tenant.id == Recording.tenant_id)
        .where(Recording.node_id == node_id, Recording.kind == VOICEMAIL, Recording.leg_uuid.is_not(None))
        .where(Recording.cleared_at.is_(None), or_(leaves, heard != Recording.told_heard))
    )
    with snapshot():
        found = [
            ((row.tenant_id, row.id), f"{row.mailbox}@{domain}", row.leg_uuid, *wanted)
            for row, domain, *wanted in db.session.execute(query.limit(most))
        ]
    for key, box, uuid, heard_there, gone in found:
        read = f"vm_read {box} {'read' if heard_there else 'unread'} {uuid}"
        execute(f"vm_delete {box} {uuid}" if gone else read)
        with transaction():
            row = db.session.get(Recording, key)
            if row is not None and row.state == DELETED:
                db.session.delete(row)
            elif row is not None:
                row.told_heard, row.cleared_at = heard_there, clock.now() if gone else None
    return len(found) == most


def _leaves(now: datetime) -> ColumnElement[bool]:
    """Whether a message is to be in its box no longer: deleted there, past its keep, or heard long ago."""
    return or_(
        Recording.state == DELETED,
        Recording.removed_at.is_not(None),
        func.coalesce(Recording.heard_at < now - HEARD_KEPT, false()),
    )
