"""The finding ``call_goes_on``: calls of a month that go on while it is closed; their records are to come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db, transaction
from seatyard.findings import Finding

from ..models import CdrRecord, Node
from . import kept, lost
from .models import LiveChannel
from .records import LOST

GOES_ON = "call_goes_on"


def report(until: datetime) -> None:
    """Report the answered calls that began before ``until`` and live, as far as a worker knows.

    One that has ended since, or was told of as lost, is none any more; what a person has cleared stays so.
    """
    with transaction():
        now, there = clock.now(), set[str]()
        for node, row in _living():
            began = row.started_at or row.answered_at or row.seen_at
            if began >= until:
                continue
            there.add(key := f"{node}/{row.uuid}")
            findings.report_once(
                GOES_ON,
                key,
                "it goes on, and its record is still to come",
                tenant_id=lost.tenant_of(kept.channel_of(row)),
                about=(began, max(began, now)),
                node=node,
                uuid=row.uuid,
                seen_at=row.seen_at.isoformat(),
            )
        gone = {one.key for one in findings.still_open(GOES_ON)} - there
        findings.resolve(GOES_ON, gone, "bill close")


def _living() -> list[tuple[str, LiveChannel]]:
    known = select(CdrRecord.id).where(
        CdrRecord.node_id == LiveChannel.node_id, CdrRecord.uuid == LiveChannel.uuid
    )
    told = select(Finding.id).where(Finding.kind == LOST, Finding.key == Node.name + "/" + LiveChannel.uuid)
    query = select(Node.name, LiveChannel).join(Node, Node.id == LiveChannel.node_id)
    query = query.where(~known.exists(), ~told.exists()).order_by(Node.name, LiveChannel.uuid)
    return [(name, row) for name, row in db.session.execute(query)]
