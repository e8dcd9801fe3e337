"""What was sent to payment services, what they told, the payments there and what of them went back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model


class GatewayObject(Model):
    """A thing of ours at a service: a customer, an invoice, a credit note, a refund. One each, for ever."""

    __tablename__ = "gateway_objects"
    __table_args__ = (
        UniqueConstraint("backend", "kind", "subject"),
        UniqueConstraint("backend", "external_id"),
        Index("ix_gateway_objects_due", "backend", "state", "due_at"),
        Index("ix_gateway_objects_tenant", "tenant_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    backend: Mapped[str]
    """``stripe``."""
    kind: Mapped[str]
    """``customer``, ``invoice``, ``credit_note`` or ``refund``."""
    subject: Mapped[str]
    """What it is of ours: a tenant's id, an invoice's number, a credit note's, a payment's with a count."""
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    key: Mapped[str] = mapped_column(unique=True)
    """What repeated requests are known by, and what is found by it there; of ours alone, kept."""
    round: Mapped[int] = mapped_column(default=1)
    """Raised once the service has definitely not done it: the same key would be told the same again."""
    request: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is asked for, put down before it is sent: a repetition sends the very same."""
    external_id: Mapped[str | None]
    state: Mapped[str]
    """waiting; then open, paid, void, uncollectible (invoices), done (others; a refund is open until it is
    in the books); nothing (not to be sent); failed (refused by the service: tried again once a day)."""
    url: Mapped[str] = mapped_column(default="")
    """Of the page on which a payer pays."""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it is tried next; of an open invoice, when it is looked at again."""
    problem: Mapped[str] = mapped_column(default="")
    """Of the last attempt, in a line."""
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class GatewayPayment(Model):
    """Money that came over a service, by the service's own id: it is booked once."""

    __tablename__ = "gateway_payments"
    __table_args__ = (
        Index("ix_gateway_payments_invoice", "tenant_id", "invoice"),
        Index("ix_gateway_payments_contract", "contract_id"),
    )

    backend: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    """Of the payment intent."""
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    invoice: Mapped[str]
    """The number of the invoice that it was for."""
    currency: Mapped[str]
    amount: Mapped[Decimal]
    fact: Mapped[str]
    """The recorded fact that it is: ``F17``."""
    booked_at: Mapped[datetime] = mapped_column(default=clock.now)


class GatewayReturn(Model):
    """What of a payment went back, or is held back: a refund, a dispute."""

    __tablename__ = "gateway_returns"
    __table_args__ = (Index("ix_gateway_returns_payment", "backend", "payment_id"),)

    backend: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """``refund`` or ``dispute``."""
    payment_id: Mapped[str]
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    currency: Mapped[str]
    amount: Mapped[Decimal]
    state: Mapped[str]
    """asked (nothing has moved), held (taken until it is decided), gone, back (it came back, or stayed)."""
    fact: Mapped[str] = mapped_column(default="")
    """The recorded fact of money that is gone."""
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class GatewayEvent(Model):
    """A message of a service, once by its id, word for word."""

    __tablename__ = "gateway_events"
    __table_args__ = (Index("ix_gateway_events_due", "backend", "state", "due_at"),)

    backend: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """``invoice.paid``."""
    document: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, done, passed (of no matter here), parked (fits nothing here; a finding says why)."""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    problem: Mapped[str] = mapped_column(default="")
