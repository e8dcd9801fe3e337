"""The machines' changes as rows: outages, findings, and what is remembered of the node.

A node has one outage at a time, whatever is silent meanwhile; the database's are of their own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update

from seatyard import findings
from seatyard.db import db, snapshot, transaction

from ..models import Node, Outage
from . import agreed
from .kinds import DATABASE_AWAY, NODE_DOWN
from .machine import Change, ClockSet, Closed, Known, LinkGap, Opened
from .rows import lasting, meanwhile, tell


def known(node_id: int) -> Known:
    """What the database remembers of the node."""
    with snapshot():
        node = db.session.get_one(Node, node_id)
        row = lasting(node_id)
        return Known(node.core_uuid, node.alive_at, row.starts_at if row else None)


def remember(node_id: int, now: Known, **more: datetime | None) -> None:
    """Write what is known of the node, and ``linked_at`` when it is given."""
    values = {"core_uuid": now.core_uuid, "alive_at": now.alive_at, **more}
    with transaction():
        db.session.execute(update(Node).filter_by(id=node_id).values(**values))


def record(node_id: int, node_name: str, changes: list[Change], *, goes_on: bool = False) -> None:
    """Write the changes in one transaction. ``goes_on``: other signals agree that it is not over."""
    if not changes:
        return
    with transaction():
        for change in changes:
            match change:
                case Opened():
                    _open(node_id, change)
                case Closed():
                    _close(node_id, node_name, change, goes_on=goes_on)
                case LinkGap():
                    _take_back(node_id, node_name, change)
                case ClockSet():
                    _give_up(node_id, node_name, change)


def _open(node_id: int, change: Opened) -> None:
    outage = lasting(node_id)
    if outage is None:
        outage = Outage(node_id=node_id, starts_at=change.starts_at, certain=False, evidence={})
        db.session.add(outage)
    outage.evidence = outage.evidence | {
        "last_core": change.core_uuid,
        "last_proof": str(change.starts_at),
        "link": change.reason,
    }


def _close(node_id: int, node_name: str, change: Closed, *, goes_on: bool) -> None:
    outage = lasting(node_id) or meanwhile(node_id, change.starts_at, change.ends_at)
    if outage is None:
        outage = Outage(node_id=node_id, starts_at=change.starts_at, evidence={})
    if not goes_on:
        outage.ends_at = max(change.ends_at, outage.starts_at, outage.ends_at or change.ends_at)
    outage.certain, outage.kind = True, NODE_DOWN
    outage.evidence = agreed.with_core(outage.evidence, change) | {
        "last_core": change.last_core,
        "last_proof": str(change.starts_at),
        "first_core": change.core,
        "first_proof": str(change.ends_at),
        "worker_away": change.worker_away,
    }
    db.session.add(outage)
    tell(outage)
    if change.worker_away:
        message = (
            f"{node_name} was restarted while no worker watched it: its outage began at "
            f"{change.starts_at:%Y-%m-%d %H:%M:%S} UTC at the earliest"
        )
        key = f"{node_name} {change.starts_at.isoformat()}"
        findings.report("outage_unwatched", key, message, ends_at=str(change.ends_at))


def _give_up(node_id: int, node_name: str, change: ClockSet) -> None:
    _take_open_back(node_id)
    message = f"{node_name} began anew with its clock set back: its outage cannot be measured"
    findings.report("node_clock_set_back", node_name, message, last=str(change.last), first=str(change.first))


def _take_back(node_id: int, node_name: str, change: LinkGap) -> None:
    _take_open_back(node_id)
    seconds = round((change.ends_at - change.starts_at).total_seconds(), 3)
    message = f"the link to {node_name} was down for {seconds:g} s, {node_name} was not: {change.reason}"
    findings.report(
        "link_gap", node_name, message, starts_at=str(change.starts_at), ends_at=str(change.ends_at)
    )


def _take_open_back(node_id: int) -> None:
    """What one signal alone said is no outage. What two agreed on stands until they say that it is over."""
    asked = delete(Outage).where(Outage.node_id == node_id, Outage.ends_at.is_(None))
    db.session.execute(asked.where(Outage.certain.is_(False), Outage.kind != DATABASE_AWAY))
