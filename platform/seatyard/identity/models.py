"""People who may log in."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..db import Model
from ..secrets import Sealed
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

    ticket = ""
    """The token of the session by which this request came."""

    standing_in = None
    """As whom this person acts: ``standing_in.Standing`` has it."""

    def get_id(self) -> str:
        """What flask-login keeps in the cookie: the session, not the person."""
        return self.ticket

    @property
    def is_active(self) -> bool:
        """Not locked: flask-login and tokens let nobody else in."""
        return self.locked_at is None

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


class LoginSession(Model):
    """Somebody who has logged in on some browser, until it ends."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    """Of the token that the browser's cookie carries; the token itself is nowhere."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    """When it last asked for something, to the minute."""
    address: Mapped[str]
    user_agent: Mapped[str]


class OneTimeSecret(Model):
    """What a person's authenticator makes codes from (TOTP, RFC 6238)."""

    __tablename__ = "one_time_secrets"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    """When the first code from it was right: only then is it asked for."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The 30 seconds, counted from 1970, of the last code that was taken: only later ones are good."""


class RecoveryCode(Model):
    """One way in without the authenticator; removed when it is used."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    """The codes are random enough (80 bits) for a plain hash."""


class PasswordLink(Model):
    """A link that lets one person set a password, once; removed when it is used."""

    __tablename__ = "password_links"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    """Of the token in the link, which is in the e-mail alone."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str]
    """``invite`` or ``reset``."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[str]
    expires_at: Mapped[datetime]


class ForgottenPassword(Model):
    """Somebody asked for a new password with this login, which there need not be; gone once looked at."""

    __tablename__ = "forgotten_passwords"

    login: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    """From where it was asked."""
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)


class OutsideIdentity(Model):
    """As whom a provider (OpenID Connect) knows a person: tied at the first login there, and one a person."""

    __tablename__ = "outside_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    """The provider's own name for the person (``sub``), which never goes to another, as an address may."""
    email: Mapped[str]
    """The address that it vouched for at the first login."""
    tied_at: Mapped[datetime] = mapped_column(default=clock.now)


class StandIn(Model):
    """One of the operator's people acted, or acts, as a tenant's admin. Kept, and shown to the tenant."""

    __tablename__ = "stand_ins"
    __table_args__ = (Index("ix_stand_ins_tenant", "tenant_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    session_id: Mapped[int] = mapped_column(index=True)
    """In which login session; no other of that person acts so."""
    tenant_id: Mapped[int]
    tenant: Mapped[str]
    """Its name."""
    reason: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    """When it ends by itself, or ended."""
