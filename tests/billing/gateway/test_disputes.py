"""Disputed payments: the money is set aside in the ledger until the payer's bank has decided."""

from __future__ import annotations

import pytest

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
