"""What was heard of channels and has no record yet: what a crash or a full disk leaves to be rebuilt from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class LiveChannel(Model):
    """There from its answer until its hang-up was heard, or its end was settled in another way."""

    __tablename__ = "live_channels"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    core_uuid: Mapped[str]
    started_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """None of one that was found answered, and nobody heard when."""
    seen_at: Mapped[datetime]
    """When it was known to live, on the switch's clock."""
    told: Mapped[dict[str, Any]]
    """What a call record would say of it, as far as the switch had told it."""


class HeardLeg(Model):
    """A channel that ended, as its CHANNEL_HANGUP_COMPLETE told it; there until its record is."""

    __tablename__ = "heard_legs"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    core_uuid: Mapped[str]
    told: Mapped[dict[str, Any]]
    """What its call record says, but for the applications that ran (``esl.reconcile.telling``)."""


class SessionMark(Model):
    """How far a node's own count of its sessions has been judged (``esl.reconcile.sessions``)."""

    __tablename__ = "session_marks"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    core_uuid: Mapped[str]
    """In this life of the node."""
    at: Mapped[datetime]
    sessions: Mapped[int] = mapped_column(BigInteger)
    """The count then, on the switch's clock."""
    record_id: Mapped[int] = mapped_column(BigInteger)
    """The last call record before it."""
