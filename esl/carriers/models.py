"""The carriers, and the numbers that each serves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard.db import Model


class Trunk(Model):
    """A carrier that the nodes send outbound calls to and take inbound calls from."""

    __tablename__ = "trunks"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str]
    port: Mapped[int] = mapped_column(default=5060)
    networks: Mapped[str] = mapped_column(default="")
    """Where it calls in from besides its host: networks, separated by commas."""
    username: Mapped[str | None]
    """What it asks for; none where it goes by our address."""
    password_file: Mapped[str | None]
    """Where the password lies; the password itself is not stored."""
    registers: Mapped[bool] = mapped_column(default=False)
    """Whether the node registers there, or only answers when it is asked who it is."""
    codecs: Mapped[str] = mapped_column(default="PCMA,PCMU")
    called_format: Mapped[str] = mapped_column(default="e164")
    """How the number called is written there; one of ``carriers.formats.FORMATS``, as are the next two."""
    caller_format: Mapped[str] = mapped_column(default="e164")
    incoming_format: Mapped[str] = mapped_column(default="national")
    """How it writes the callers of its own calls."""
    identity: Mapped[str] = mapped_column(default="none")
    """The header beside From that names the caller: none, rpid or pai."""
    own_numbers: Mapped[bool] = mapped_column(default=False)
    """Whether it takes calls from none but its own numbers."""
    max_channels: Mapped[int | None]
    """Calls placed at once over it, on one node."""
    ping: Mapped[int] = mapped_column(default=15)
    """Seconds between the OPTIONS that find out whether it lives; 0 never asks."""
    progress_timeout: Mapped[int] = mapped_column(default=10)
    """Seconds within which it must say that the call goes on."""
    ring_timeout: Mapped[int] = mapped_column(default=60)
    """Seconds that the called party has to answer."""
    disabled_at: Mapped[datetime | None]
    """Since when no call is placed over it; its calls are taken all the same."""
    disabled_because: Mapped[str] = mapped_column(default="")

    routes: Mapped[list[TrunkRoute]] = relationship(
        back_populates="trunk", order_by="TrunkRoute.prefix", cascade="all, delete-orphan"
    )


class TrunkRoute(Model):
    """Numbers that a carrier serves, by how they begin."""

    __tablename__ = "trunk_routes"

    trunk_id: Mapped[int] = mapped_column(ForeignKey("trunks.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    """``+86``; ``+`` is every number, ``110`` that one."""
    priority: Mapped[int]
    """Lower ones are tried first."""
    weight: Mapped[int] = mapped_column(default=1)
    """Its share of the calls among those of the same prefix and priority."""

    trunk: Mapped[Trunk] = relationship(back_populates="routes")
