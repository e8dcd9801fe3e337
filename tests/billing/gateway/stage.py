"""What tests of the gateway do again and again, in short words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from billing.gateway import service
from billing.gateway.models import GatewayObject, GatewayPayment
from billing.ledger.statement import balances
from billing.recorded.models import RecordedFact
from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.findings import Finding
from tests.billing.booked import unproven
from tests.billing.month import Leased
from tests.loopback_stripe import Loopback, Messages, invoices
from tests.loopback_stripe.messages import body_of, signed

SECRET = "whsec_loopback"


@dataclass
class Stage:
    app: Flask
    loopback: Loopback
    acme: Leased
    number: str
    """Of the invoice of March."""
    tenant_id: int = field(init=False)
    messages: Messages = field(init=False)

    def __post_init__(self) -> None:
        self.tenant_id = self.acme.tenant.id
        self.messages = Messages(self.loopback.books.events, SECRET, self.now)

    def now(self) -> int:
        return int(clock.now().timestamp())

    def push(self) -> service.Pushed:
        return service.push()

    def later(self, **by: float) -> Any:
        """Inside the block it is later by so much."""
        return clock.frozen(clock.now() + timedelta(**by))

    @property
    def invoice(self) -> dict[str, Any]:
        """The one invoice of the account."""
        (only,) = self.loopback.of("invoice")
        return only

    def receive(self, units: int | None = None, **more: Any) -> dict[str, Any]:
        """A payer pays."""
        with self.loopback.lock:
            return invoices.receive(self.loopback.books, self.invoice["id"], units, **more)

    def post(self, body: bytes, head: dict[str, str]) -> int:
        """A message on its way in, as over the wire: worked off when its answer is closed."""
        db.session.rollback()
        with (
            self.app.test_client() as client,
            client.post("/stripe/events", data=body, headers=head) as answer,
        ):
            return answer.status_code

    def send(self, event: dict[str, Any], **differently: Any) -> int:
        body = body_of(event)
        secret, at = differently.get("secret", SECRET), differently.get("at", self.now())
        return self.post(differently.get("body", body), signed(body, secret, at))

    def deliver(self) -> list[int]:
        return self.messages.deliver(self.post)

    def row(self, kind: str = "invoice") -> GatewayObject:
        with snapshot():
            return db.session.scalars(select(GatewayObject).filter_by(kind=kind)).one()

    def payments(self) -> list[tuple[str, Decimal]]:
        """The payments booked: the fact and its amount. What the ledger and the audit say of them holds."""
        with snapshot():
            booked = db.session.execute(select(GatewayPayment.fact, GatewayPayment.amount)).tuples().all()
            facts = db.session.scalars(
                select(RecordedFact).filter_by(kind="payments", recorded_by="stripe")
            ).all()
        standing = {fact.name for fact in facts if fact.withdrawn_at is None}
        assert standing <= {name for name, _ in booked}
        assert unproven() == []
        return sorted(booked, key=lambda one: int(one[0][1:]))

    def findings(self, kind: str) -> list[str]:
        """What stands open."""
        with snapshot():
            found = select(Finding.message).filter_by(kind=kind, cleared_at=None)
            return list(db.session.scalars(found.order_by(Finding.id)))

    def balance(self, account: str = "receivable") -> Decimal:
        with snapshot():
            found = balances(self.tenant_id)
        return found.get("CNY", {}).get(account, Decimal(0))
