"""Recordings that are really there: sealed in the store of the test's application."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from esl.models import Conversation, Node
from esl.recordings import intake
from esl.recordings.models import CALL, Recording
from seatyard.db import db
from tests.esl.recordings import sounds


def of_call(call: Conversation, node: Node, seconds: float = 3, pitch: float = 440) -> Recording:
    """What was said in a call; commits."""
    return _take(call.tenant_id, node, CALL, call.id, call.ended_at, sounds.wav(seconds, pitch))


def message(tenant_id: int, node: Node, mailbox: str, leg: str, at: datetime, **more: Any) -> Recording:
    """A message of four seconds in a mailbox; commits."""
    ended = at + timedelta(seconds=4)
    return _take(tenant_id, node, "voicemail", leg, ended, sounds.wav(4, 600), mailbox=mailbox, **more)


def _take(
    tenant_id: int, node: Node, kind: str, leg: str, ended: datetime, raw: bytes, **more: Any
) -> Recording:
    source = intake.Source(
        tenant_id=tenant_id,
        node_id=node.id,
        node=node.name,
        kind=kind,
        path=f"recordings/{tenant_id}/{leg}.wav",
        leg_uuid=leg,
        mailbox=more.get("mailbox"),
        ended_at=ended,
    )
    db.session.commit()
    assert intake.take(io.BytesIO(raw), len(raw), source) == intake.TAKEN
    rows = db.session.query(Recording).filter_by(tenant_id=tenant_id, leg_uuid=leg, kind=kind)
    found: Recording = rows.one()
    db.session.commit()
    return found
