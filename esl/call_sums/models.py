"""What calls of a finished day came to, and whether that is still so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class CallDay(Model):
    """A local day of a tenant: kept as it is now, or to be counted.

    A day without a row is not kept, and nothing of it came late.
    """

    __tablename__ = "call_days"
    __table_args__ = (Index("ix_call_days_next", "again_at"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int]
    """How often something of it changed after it was over."""
    kept_version: Mapped[int | None]
    """That which its sums are of; where it is another one, they are not used. None until it is counted."""
    basis: Mapped[str]
    """By which clock, rules and places it was counted (``days.basis``)."""
    judged: Mapped[bool]
    """Whether its calls were judged by their second ones (``counting.judged_until``)."""
    again_at: Mapped[datetime | None]
    """When it is counted next; None once it is judged, until something changes."""


class CallSum(Model):
    """Calls of a day by one of its ``days.KINDS``, and by queue: the columns are those of ``Counts``."""

    __tablename__ = "call_sums"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    queue_id: Mapped[int] = mapped_column(primary_key=True)
    """0 for calls in none, and for all of them together where the kind knows no queues."""
    entered: Mapped[int] = mapped_column(BigInteger)
    turned_away: Mapped[int] = mapped_column(BigInteger)
    self_served: Mapped[int] = mapped_column(BigInteger)
    answered: Mapped[int] = mapped_column(BigInteger)
    offered: Mapped[int] = mapped_column(BigInteger)
    queue_answered: Mapped[int] = mapped_column(BigInteger)
    in_time: Mapped[int] = mapped_column(BigInteger)
    abandoned: Mapped[int] = mapped_column(BigInteger)
    waited: Mapped[int] = mapped_column(BigInteger)
    gave_up_after: Mapped[int] = mapped_column(BigInteger)
    dialled: Mapped[int] = mapped_column(BigInteger)
    dialled_answered: Mapped[int] = mapped_column(BigInteger)
    trunk: Mapped[int] = mapped_column(BigInteger)
    scored: Mapped[int] = mapped_column(BigInteger)
    satisfied: Mapped[int] = mapped_column(BigInteger)
    transferred: Mapped[int] = mapped_column(BigInteger)
    judged: Mapped[int] = mapped_column(BigInteger)
    resolved: Mapped[int] = mapped_column(BigInteger)


class SeatCallSum(Model):
    """What a seat's phone did on a day: the columns are those of ``reports.rung.Rung``."""

    __tablename__ = "seat_call_sums"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(primary_key=True)
    offered: Mapped[int] = mapped_column(BigInteger)
    answered: Mapped[int] = mapped_column(BigInteger)
    dialled: Mapped[int] = mapped_column(BigInteger)
    reached: Mapped[int] = mapped_column(BigInteger)
    scored: Mapped[int] = mapped_column(BigInteger)
    satisfied: Mapped[int] = mapped_column(BigInteger)
