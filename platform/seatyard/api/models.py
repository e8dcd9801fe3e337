"""Writes that a program has named, so that asking again does nothing twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..db import Model


class IdempotencyKey(Model):
    """One ``Idempotency-Key`` of one owner, with the answer once there is one."""

    __tablename__ = "idempotency_keys"

    owner: Mapped[str] = mapped_column(primary_key=True)
    """``tenant 5`` or ``user 3``: the tokens of one share its keys."""
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    """sha-256 of what was asked: method, address, body."""
    claimed_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    status: Mapped[int | None]
    """Of the answer; None while it is being worked on, and for ever when that broke off."""
    body: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    """Of the answer's head."""
