"""People who may log in."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..db import Model

OPERATOR, FINANCE, TENANT = "operator", "finance", "tenant"
ROLES = (OPERATOR, FINANCE, TENANT)


class User(UserMixin, Model):  # type: ignore[misc]
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("(role = 'tenant') = (tenant_id IS NOT NULL)", name="tenant_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    tenant_id: Mapped[int | None] = mapped_column(index=True)
    """The tenant whose things this person sees; none for the operator's own people."""
    language: Mapped[str] = mapped_column(default="zh")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
