"""Tokens of tenants' programs and of people; of each only the hash is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class ApiToken(Model):
    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint("tenant_id", "label"),
        UniqueConstraint("user_id", "label"),
        CheckConstraint("(tenant_id IS NULL) <> (user_id IS NULL)", name="one_owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    """The tenant whose programs have it; none of a person's."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    """The person who has it: it ends with the person."""
    label: Mapped[str]
    """What it is for, as noted with what it asks for."""
    scopes: Mapped[str]
    """The permissions that it has, with blanks between them."""
    sha256: Mapped[str] = mapped_column(unique=True)
    hint: Mapped[str]
    """Its first characters, to tell it by; empty of those from before there were hints."""
    given_by: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    """From when on it lets nobody in; none for ever."""
    used_at: Mapped[datetime | None]
    """When it was last used, to the minute."""
    revoked_at: Mapped[datetime | None]
