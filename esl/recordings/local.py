"""The switch worker's part: folders of nodes on this machine, and messages that wait no more."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import current_app
from sqlalchemy import or_, select

from seatyard import claims, clock
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant

from ..models import Node
from . import folder, retention
from .intake import TAKEN, Between
from .models import DELETED, VOICEMAIL, Recording

log = logging.getLogger(__name__)


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
                if many := swept.outcomes[TAKEN]:
                    log.info("%s: %d recordings taken in", name, many)


def sweep() -> None:
    """Delete what is past its keep, one process at a time."""
    with claims.claimed("recordings:sweep") as ours:
        if ours:
            retention.sweep()


def clear_messages(node_id: int, execute: Callable[[str], object], most: int = 20) -> bool:
    """Tell the node of messages that were heard or deleted, so that no lamp waits for them; whether more are.

    ``execute`` runs an API command on the node, and raises where it does not answer.
    """
    done = or_(Recording.heard_at.is_not(None), Recording.state == DELETED)
    query = (
        select(Recording, Tenant.domain)
        .join(Tenant, Tenant.id == Recording.tenant_id)
        .where(Recording.node_id == node_id, Recording.kind == VOICEMAIL, done)
        .where(Recording.cleared_at.is_(None), Recording.leg_uuid.is_not(None))
    )
    with snapshot():
        found = [
            ((row.tenant_id, row.id), f"vm_delete {row.mailbox}@{domain} {row.leg_uuid}")
            for row, domain in db.session.execute(query.limit(most))
        ]
    for key, command in found:
        execute(command)
        with transaction():
            row = db.session.get(Recording, key)
            if row is not None and row.state == DELETED:
                db.session.delete(row)
            elif row is not None:
                row.cleared_at = clock.now()
    return len(found) == most
