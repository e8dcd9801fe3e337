"""Credit notes and refunds of ours at Stripe: after their invoice, once, of our amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.credits import service as credits
from billing.credits.asked import Asked
from tests.billing.booked import unproven
from tests.factories import UserFactory
from tests.loopback_stripe import Fault

from .stage import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def credited(stage: Stage, amount: str) -> str:
    user = UserFactory(role="finance")
    note, _ = credits.give(stage.number, Asked(amount=Decimal(amount)), reason="agreed", by=user.login)
    return note.number


def test_a_credit_note_lowers_what_is_asked_for_there(stage: Stage) -> None:
    stage.push()
    number = credited(stage, "1000.50")
    stage.loopback.faults.append(Fault("cut_after", "POST /v1/credit_notes"))
    stage.push()
    with stage.later(minutes=5):
        stage.push()
    (there,) = stage.loopback.of("credit_note")
    assert (there["amount"], there["memo"], there["pre_payment_amount"]) == (100_050, number, 100_050)
    assert stage.invoice["amount_remaining"] == 299_950
    assert stage.row("credit_note").state == "done"
    assert unproven() == []


def test_one_of_a_paid_invoice_is_owed_by_us_and_not_by_stripe(stage: Stage) -> None:
    stage.push()
    stage.receive()
    stage.deliver()
    credited(stage, "10")
    stage.push()
    (there,) = stage.loopback.of("credit_note")
    assert (there["pre_payment_amount"], there["out_of_band_amount"]) == (0, 1000)
    assert stage.loopback.of("customer")[0]["balance"] == 0


def test_what_was_credited_before_is_asked_for_less_at_once(stage: Stage) -> None:
    credited(stage, "1000")
    with stage.later(minutes=1):
        stage.push()
        stage.push()
    assert stage.loopback.of("credit_note") == []
    assert stage.invoice["total"] == 300_000
    assert stage.row("credit_note").state == "nothing"


def test_a_refund_asked_for_here_is_made_and_booked_once(stage: Stage, command: Any) -> None:
    stage.push()
    stage.receive()
    stage.deliver()
    told = command("bill", "stripe", "refund", "F1", "1500.5")
    assert told.output == "refund F1/1: 1500.5 of F1, with the next push\n"
    stage.loopback.faults.append(Fault("cut_after", "POST /v1/refunds"))
    stage.push()
    with stage.later(minutes=5):
        stage.push()
    (there,) = stage.loopback.of("refund")
    assert there["amount"] == 150_050
    assert stage.balance() == Decimal("1500.50")
    assert stage.row("refund").state == "done"
    stage.deliver()
    assert stage.balance() == Decimal("1500.50")
    assert unproven() == []


@pytest.mark.parametrize(
    ("payment", "amount", "line"),
    [
        ("F1", "4000.01", "amount: 4000.00 of F1 are left (allowed: up to 4000.00)"),
        ("F1", "0", "amount: 0 is nothing to give back (allowed: above 0)"),
        ("F1", "-5", "amount: -5 is nothing to give back (allowed: above 0)"),
        ("F1", "0.005", "amount: 0.005 CNY is no whole number of minor units"),
        ("F1", "NaN", "amount: 'NaN' is no amount (allowed: such as 120.50)"),
        ("F1", "all", "amount: 'all' is no amount (allowed: such as 120.50)"),
        ("F9", "5", "payment: no payment over Stripe is 'F9'"),
    ],
)
def test_refunds_that_are_refused(stage: Stage, command: Any, payment: str, amount: str, line: str) -> None:
    stage.push()
    stage.receive()
    stage.deliver()
    told = command("bill", "stripe", "refund", "--", payment, amount)
    assert (told.exit_code, told.output) == (2, f"seatyard: {line}\n")
    assert stage.push().sent == []


def test_no_more_than_is_left_whoever_asked(stage: Stage, command: Any) -> None:
    stage.push()
    stage.receive()
    stage.deliver()
    assert command("bill", "stripe", "refund", "F1", "2000").exit_code == 0
    assert "asked for already: F1/1" in command("bill", "stripe", "refund", "F1", "2000").output
    assert command("bill", "stripe", "refund", "F1", "2000", "--again").exit_code == 0
    assert "0.00 of F1 are left" in command("bill", "stripe", "refund", "F1", "1").output
    stage.push()
    assert [one["amount"] for one in stage.loopback.of("refund")] == [200_000, 200_000]
    assert stage.balance() == 4000
    assert "0.00 of F1 are left" in command("bill", "stripe", "refund", "F1", "1").output
