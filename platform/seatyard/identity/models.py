"""People who may log in."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..db import Model
from . import permissions
from .permissions import OF_TENANTS, SEAT

_TENANTS = ", ".join(f"'{role}'" for role in OF_TENANTS)


class User(UserMixin, Model):  # type: ignore[misc]
    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(f"(role IN ({_TENANTS})) = (tenant_id IS NOT NULL)", name="tenant_role"),
        CheckConstraint(f"seat_id IS NULL OR role = '{SEAT}'", name="seat_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    """An e-mail address or a name; of a seat its tenant and number, ``acme/1001``."""
    password_hash: Mapped[str]
    role: Mapped[str]
    tenant_id: Mapped[int | None] = mapped_column(index=True)
    """The tenant whose things this person sees; none for the operator's own people."""
    seat_id: Mapped[int | None] = mapped_column(unique=True)
    """The seat that this person is; only, and always, with the role ``seat``."""
    locked_at: Mapped[datetime | None]
    """Since when an admin lets this person in no more."""
    language: Mapped[str] = mapped_column(default="zh")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    def may(self, permission: str) -> bool:
        return permissions.may(self.role, permission)

    @property
    def of_tenant(self) -> bool:
        """Whether it is a tenant's person, not the operator's."""
        return self.role in OF_TENANTS


class LoginDelay(Model):
    """How often somebody failed to log in as, or from, something; forgotten after a while."""

    __tablename__ = "login_delays"

    key: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what ``throttle`` counts by: a password that was typed as the login is not readable here."""
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    open_at: Mapped[datetime]
    """From when on the next attempt is heard."""
