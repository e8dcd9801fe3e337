"""What is kept of a seat's time because nothing else keeps it: registered phones, who listened, holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from seatyard.db import Model


class NodeWatch(Model):
    """A time in which a node's events were heard without a break, on the switch's own clock."""

    __tablename__ = "node_watches"

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    core_uuid: Mapped[str]
    """FreeSWITCH's Core-UUID: another one is another run of the switch."""
    ends_at: Mapped[datetime | None]
    """The last proof of life before the link went down. None while it is up: ``Node.alive_at`` then."""


class SeatRegistration(Model):
    """From a moment on a seat's phone was registered, or none was; until the next one.

    Not each refresh is one: a registration goes on while its Call-ID or its address is the same.
    """

    __tablename__ = "seat_registrations"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    """On the switch's own clock."""
    marks: Mapped[str]
    """What the registrations are known by, Call-IDs and addresses, a line each; empty: no phone."""
    source: Mapped[str]
    """``heard``: an event; ``listed``: the switch's list after a gap, or when it was asked."""


class LegHold(Model):
    """A leg's far end had the other side on hold, as its call record says."""

    __tablename__ = "leg_holds"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    leg: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
