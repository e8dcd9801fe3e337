"""Money that goes back: refunds, and disputes, whose money is set aside until they are decided."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from billing.gateway.models import GatewayPayment, GatewayReturn
from billing.gateway.orders import open_amounts
from billing.recorded import service as recorded
from seatyard.db import db
from tests.billing.booked import unproven
from tests.loopback_stripe import payments

from .stage import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def paid(stage: Stage) -> tuple[Stage, str]:
    stage.push()
    intent = stage.receive()
    stage.deliver()
    return stage, intent["id"]


def disputed(stage: Stage, payment: str, **how: bool) -> str:
    with stage.loopback.lock:
        id = payments.dispute(stage.loopback.books, payment, **how)["id"]
    stage.deliver()
    return str(id)


def decided(stage: Stage, id: str, *, won: bool) -> None:
    with stage.loopback.lock:
        payments.decide(stage.loopback.books, id, won=won)
    stage.deliver()


def test_a_disputed_payment_is_set_aside_and_told(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    disputed(stage, payment)
    assert (stage.balance("cash"), stage.balance("disputed")) == (0, 4000)
    assert stage.balance() == 0
    (told,) = stage.findings("payment_disputed")
    assert told == f"4000.00 CNY of {stage.number} (F1) is disputed"
    assert len(stage.payments()) == 1


def test_won_it_is_there_again(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    decided(stage, disputed(stage, payment), won=True)
    assert (stage.balance("cash"), stage.balance("disputed"), stage.balance()) == (4000, 0, 0)
    assert stage.findings("payment_disputed") == []
    assert len(stage.payments()) == 1


def test_an_inquiry_moves_nothing(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    id = disputed(stage, payment, inquiry=True)
    assert (stage.balance("cash"), stage.balance("disputed")) == (4000, 0)
    assert stage.findings("payment_disputed") != []
    decided(stage, id, won=False)
    assert (stage.balance("cash"), stage.balance("disputed")) == (4000, 0)
    assert stage.findings("payment_disputed") == []


def test_the_decision_told_before_the_dispute(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    stage.messages.delayed = {"charge.dispute.created", "charge.dispute.funds_withdrawn"}
    decided(stage, disputed(stage, payment), won=True)
    assert (stage.balance("cash"), stage.balance("disputed")) == (4000, 0)
    stage.messages.release()
    stage.deliver()
    assert (stage.balance("cash"), stage.balance("disputed")) == (4000, 0)
    assert stage.findings("payment_disputed") == []


def test_lost_the_tenant_owes_it_again(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    decided(stage, disputed(stage, payment), won=False)
    assert (stage.balance("cash"), stage.balance("disputed"), stage.balance()) == (0, 0, 4000)
    assert stage.findings("payment_disputed") == []
    assert open_amounts("acme") == {stage.number: 4000}
    stage.deliver()
    stage.push()
    assert stage.balance() == 4000
    assert unproven() == []


def test_a_refund_of_a_part_is_owed_again_and_once(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    stage.messages.times = 2
    with stage.loopback.lock:
        refund = payments.refund(stage.loopback.books, {"payment_intent": payment, "amount": 100_050})
    stage.deliver()
    assert (stage.balance("cash"), stage.balance()) == (Decimal("2999.50"), Decimal("1000.50"))
    assert open_amounts("acme") == {stage.number: Decimal("1000.50")}
    with stage.loopback.lock:
        payments.fail_refund(stage.loopback.books, refund["id"])
    stage.deliver()
    assert (stage.balance("cash"), stage.balance()) == (4000, 0)
    assert unproven() == []
    assert stage.findings("gateway_parked") == []


def test_two_equal_refunds_are_two(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    for _ in range(2):
        with stage.loopback.lock:
            payments.refund(stage.loopback.books, {"payment_intent": payment, "amount": 200_000})
    stage.deliver()
    assert (stage.balance("cash"), stage.balance()) == (0, 4000)
    assert unproven() == []


def test_what_staff_had_withdrawn_is_not_refunded_twice(paid: tuple[Stage, str]) -> None:
    """A person took the payment back by hand: the refund at Stripe takes from nothing, and is parked."""
    stage, payment = paid
    recorded.withdraw("F1", reason="sent back by hand", by="ann")
    with stage.loopback.lock:
        payments.refund(stage.loopback.books, {"payment_intent": payment})
    stage.deliver()
    assert stage.balance() == 4000
    assert any("is no payment" in one for one in stage.findings("gateway_parked"))
    assert unproven() == []


def test_an_audit_knows_payments_and_returns_of_the_service(paid: tuple[Stage, str]) -> None:
    stage, payment = paid
    disputed(stage, payment)
    assert unproven() == []
    row = db.session.scalars(select(GatewayReturn)).one()
    row.state = "back"
    db.session.scalars(select(GatewayPayment)).one().amount = Decimal(1)
    db.session.commit()
    assert unproven() == [
        f"payment {payment}: F1 is of another amount",
        f"dispute {row.id}: is held back in the ledger alone",
    ]
