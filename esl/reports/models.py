"""Where seats' time went, by finished day: computed from the facts, and again while late ones may come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model

from .figures import Times


class _Times:
    """Microseconds of each state (``esl.seat_time.states``) that figures are made of."""

    talking: Mapped[int] = mapped_column(BigInteger)
    hold: Mapped[int] = mapped_column(BigInteger)
    ringing: Mapped[int] = mapped_column(BigInteger)
    dialling: Mapped[int] = mapped_column(BigInteger)
    after_call: Mapped[int] = mapped_column(BigInteger)
    ready: Mapped[int] = mapped_column(BigInteger)
    busy: Mapped[int] = mapped_column(BigInteger)
    unknown: Mapped[int] = mapped_column(BigInteger)


class SeatDay(_Times, Model):
    """A seat's local day. A seat that was not leased on it has none."""

    __tablename__ = "seat_days"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)


class SeatHour(_Times, Model):
    """An hour of the local clock on a day, of all seats of a tenant together."""

    __tablename__ = "seat_hours"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    """0 to 23; an hour that the clock repeats is twice as long."""


class SeatDaysKept(Model):
    """A day of a tenant whose seats' times are kept, and as of when."""

    __tablename__ = "seat_days_kept"
    __table_args__ = (Index("ix_seat_days_kept_next", "again_at"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    computed_at: Mapped[datetime]
    again_at: Mapped[datetime | None]
    """When it is computed anew, for records that come late; none once that is over."""


def times_of(row: _Times) -> Times:
    return Times(
        row.talking, row.hold, row.ringing, row.dialling, row.after_call, row.ready, row.busy, row.unknown
    )
