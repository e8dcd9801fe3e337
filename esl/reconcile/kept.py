"""The live channels of a node as rows, from which another worker goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from seatyard.db import db, insert, slices, snapshot

from ..models import Node
from .channels import Channel, Channels
from .models import LiveChannel


def read(node_id: int) -> Channels:
    """What an earlier worker wrote of this node."""
    with snapshot():
        node = db.session.get_one(Node, node_id)
        rows = db.session.scalars(select(LiveChannel).filter_by(node_id=node_id)).all()
        return Channels(node.core_uuid or "", map(channel_of, rows))


def channel_of(row: LiveChannel) -> Channel:
    return Channel(row.uuid, row.core_uuid, row.started_at, row.answered_at, row.seen_at, row.told)


def put(node_id: int, channels: Iterable[Channel]) -> None:
    """Those that are not there yet, or not with their answer (the caller commits, here and below)."""
    if rows := [_row(node_id, channel) for channel in channels]:
        new = insert(LiveChannel)
        more = {name: new.excluded[name] for name in ("started_at", "answered_at", "told")}
        key = ["node_id", "uuid"]
        answered = new.excluded.answered_at.is_not(None)
        db.session.execute(new.on_conflict_do_update(index_elements=key, set_=more, where=answered), rows)


def remove(node_id: int, uuids: Collection[str]) -> None:
    for some in slices(sorted(uuids)):
        mine = LiveChannel.node_id == node_id
        db.session.execute(delete(LiveChannel).where(mine, LiveChannel.uuid.in_(some)))


def seen(node_id: int, uuids: Collection[str], at: datetime) -> None:
    """These lived then, by the switch's clock."""
    mine = update(LiveChannel).where(LiveChannel.node_id == node_id)
    for some in slices(sorted(uuids)):
        db.session.execute(mine.where(LiveChannel.uuid.in_(some)).values(seen_at=at))


def _row(node_id: int, channel: Channel) -> dict[str, Any]:
    """As a row of ``live_channels``."""
    return {
        "node_id": node_id,
        "uuid": channel.uuid,
        "core_uuid": channel.core_uuid,
        "started_at": channel.started_at,
        "answered_at": channel.answered_at,
        "seen_at": channel.seen_at,
        "told": channel.told,
    }
