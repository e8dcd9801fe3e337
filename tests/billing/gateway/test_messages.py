"""What Stripe tells: taken once, right in any order; else refused, or parked."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from billing.gateway.models import GatewayEvent
from seatyard.db import db, snapshot
from tests.billing.booked import pay
from tests.loopback_stripe import Fault, invoices, payments
from tests.loopback_stripe.messages import signed

from .stage import Stage

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def sent(stage: Stage) -> Stage:
    stage.push()
    return stage


def test_a_payment_is_booked_once_by_its_id(sent: Stage) -> None:
    sent.app.config["WTF_CSRF_ENABLED"] = True  # no form sent it
    sent.receive()
    assert set(sent.deliver()) == {200}
    assert sent.payments() == [("F1", Decimal("4000.00"))]
    assert sent.balance() == 0
    assert sent.balance("cash") == 4000
    assert sent.row().state == "paid"
    assert {one.state for one in kept()} <= {"done", "passed"}


@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order_and_twice_it_comes_to_the_same(sent: Stage, seed: int) -> None:
    sent.messages.times, sent.messages.order = 2, random.Random(seed)
    sent.receive(150_000)
    sent.receive()
    assert set(sent.deliver()) == {200}
    assert sorted(amount for _, amount in sent.payments()) == [1500, 2500]
    assert sent.balance() == 0
    assert sent.row().state == "paid"


@SQLITE
def test_the_first_message_before_the_push_has_put_down_the_id(stage: Stage) -> None:
    """The answer to the creation is lost, and the message of it comes at once."""
    stage.loopback.faults.append(Fault("cut_after", "finalize"))
    stage.loopback.faults.append(Fault("cut_after", "POST /v1/invoices$"))
    for days in (1, 2):
        with stage.later(days=days):
            stage.push()
    assert stage.invoice["status"] == "open"
    stage.receive()
    stage.deliver()
    assert stage.row().state == "paid"
    assert [amount for _, amount in stage.payments()] == [4000]


@SQLITE
def test_messages_that_came_late_change_nothing(sent: Stage) -> None:
    sent.messages.delayed = {"invoice.created", "invoice.finalized", "customer.created"}
    sent.receive()
    sent.deliver()
    sent.messages.release()
    with sent.later(days=2):
        assert set(sent.deliver()) == {200}
    assert sent.row().state == "paid"
    assert len(sent.payments()) == 1


@SQLITE
def test_what_is_left_over_waits_for_the_next_bill(sent: Stage) -> None:
    sent.receive(500_000)
    sent.deliver()
    assert [amount for _, amount in sent.payments()] == [5000]
    assert sent.balance() == -1000


@SQLITE
def test_a_payment_told_by_hand_is_another_one(sent: Stage) -> None:
    pay(4000, "2026-04-05")
    sent.receive()
    sent.deliver()
    assert sent.payments() == [("F2", Decimal("4000.00"))]


@SQLITE
def test_no_message_at_all_is_made_up_for(sent: Stage) -> None:
    sent.receive()
    with sent.later(hours=2):
        (looked,) = sent.push().looked_at
    assert looked.state == "paid"
    assert len(sent.payments()) == 1


@SQLITE
def test_another_currency_is_parked_and_not_booked(sent: Stage) -> None:
    sent.receive(1000, money="usd")
    sent.deliver()
    assert sent.payments() == []
    assert sent.balance() == 4000
    told = sent.findings("gateway_parked")
    assert told
    assert all("is in USD, not in CNY" in one for one in told)


@SQLITE
def test_invoices_payments_and_customers_that_are_not_ours_are_parked(sent: Stage) -> None:
    books = sent.loopback.books
    with sent.loopback.lock:
        stranger = invoices.create_customer(books, {})
        invoices.create_item(books, {"customer": stranger["id"], "amount": 5, "currency": "cny"})
        theirs = invoices.create(
            books, {"customer": stranger["id"], "pending_invoice_items_behavior": "include"}
        )
        invoices.finalise(books, theirs["id"], {})
        invoices.receive(books, theirs["id"])
        payments.create_intent(
            books, {"amount": 7, "currency": "cny", "confirm": True, "payment_method": "pm_card_visa"}
        )
    assert set(sent.deliver()) == {200}
    assert sent.payments() == []
    told = " ".join(sent.findings("gateway_parked"))
    assert "was not sent from here" in told
    assert "is for no invoice" in told
    assert sent.balance() == 4000


@SQLITE
def test_an_invoice_that_went_to_another_customer_is_parked(sent: Stage) -> None:
    with sent.loopback.lock:
        sent.invoice["customer"] = invoices.create_customer(sent.loopback.books, {})["id"]
    sent.receive()
    sent.deliver()
    assert sent.payments() == []
    assert "is another customer's there" in sent.findings("gateway_parked")[0]


@SQLITE
def test_kinds_of_no_matter_are_kept_and_passed_over(sent: Stage) -> None:
    event = sent.loopback.books.events[0] | {"type": "tax.settings.updated", "id": "evt_other"}
    event["data"] = {"object": {"object": "tax.settings"}}
    assert sent.send(event) == 200
    row = next(one for one in kept() if one.id == "evt_other")
    assert (row.state, row.document["type"]) == ("passed", "tax.settings.updated")


@SQLITE
@pytest.mark.parametrize(
    ("differently", "reason"),
    [
        ({"secret": "whsec_other"}, "the signature is not that of this message"),
        ({"body": b'{"object": "event"}'}, "the signature is not that of this message"),
        ({"at": -301}, "signed more than 300 s ago"),
        ({"at": 301}, "signed more than 300 s ahead of time"),
    ],
)
def test_what_is_not_stripes_is_refused(sent: Stage, differently: dict[str, Any], reason: str) -> None:
    if "at" in differently:
        differently = {"at": sent.now() + differently["at"]}
    sent.receive()
    assert sent.send(sent.loopback.books.events[-1], **differently) == 400
    assert sent.findings("gateway_refused") == [f"a message was refused: {reason}"]
    assert kept() == []
    assert sent.payments() == []


@SQLITE
@pytest.mark.parametrize("head", [{}, {"Stripe-Signature": ""}, {"Stripe-Signature": "t=x,v1=,,=,"}])
def test_unsigned(sent: Stage, head: dict[str, str]) -> None:
    assert sent.post(json.dumps(sent.loopback.books.events[0]).encode(), head) == 400
    assert kept() == []


@SQLITE
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"object": "event", "id": 5}',
        b'{"object": "v2.core.event", "id": "evt_1"}',
    ],
)
def test_signed_and_no_event(sent: Stage, body: bytes) -> None:
    assert sent.send({}, body=body) == 400
    assert kept() == []


@SQLITE
def test_signed_badly_formed(sent: Stage) -> None:
    for body in (b"[]", b'{"object": "event", "id": 5}', b"[" * 100_000):
        assert sent.post(body, signed(body, "whsec_loopback", sent.now())) == 400
    assert sent.findings("gateway_refused") != []
    assert sent.post(b"x" * 1_000_001, {}) == 413


@SQLITE
def test_of_another_account_or_of_real_money_it_is_parked(sent: Stage) -> None:
    sent.receive()
    paid = sent.loopback.books.events[-1]
    assert sent.send(paid | {"id": "evt_live", "livemode": True}) == 200
    assert sent.send(paid | {"id": "evt_theirs", "account": "acct_9"}) == 200
    assert {one.id: one.state for one in kept()} == {"evt_live": "parked", "evt_theirs": "parked"}
    assert sent.payments() == []
    assert len(sent.findings("gateway_parked")) == 2


@SQLITE
def test_nothing_is_set_up(app: Any, client: Any) -> None:
    assert client.post("/stripe/events", data=b"{}").status_code == 404


def test_while_stripe_does_not_answer_messages_wait(sent: Stage) -> None:
    sent.receive()
    sent.loopback.faults.append(Fault("cut", "GET", times=1000))
    assert set(sent.deliver()) == {200}
    assert sent.payments() == []
    assert "waiting" in {one.state for one in kept()}
    sent.loopback.faults.clear()
    with sent.later(minutes=1):
        sent.push()
    assert len(sent.payments()) == 1
    assert "waiting" not in {one.state for one in kept()}


@SQLITE
def test_replayed_by_a_person(sent: Stage, command: Any) -> None:
    sent.receive()
    paid = next(one for one in sent.loopback.books.events if one["type"] == "invoice.paid")
    told = command("bill", "stripe", "replay", paid["id"])
    assert (told.exit_code, told.output) == (0, f"{paid['id']}  invoice.paid  done\n")
    assert len(sent.payments()) == 1
    again = command("bill", "stripe", "replay", paid["id"], "--json")
    assert json.loads(again.output)["state"] == "done"
    assert len(sent.payments()) == 1
    nobody = command("bill", "stripe", "replay", "evt_9")
    assert nobody.exit_code == 2
    assert "No such event" in nobody.output


@SQLITE
def test_commands(stage: Stage, command: Any) -> None:
    pushed = command("bill", "stripe", "push")
    assert pushed.output == f"invoice {stage.number}  open  {stage.invoice['hosted_invoice_url']}\n"
    assert command("bill", "stripe", "push").output == "nothing is due\n"
    listed = command("bill", "stripe", "list", "--tenant", "acme").output.splitlines()
    assert [line.split("  ")[:3] for line in listed] == [
        ["acme", f"invoice {stage.number}", "open"],
        ["acme", f"customer {stage.tenant_id}", "done"],
    ]
    stage.receive()
    stage.deliver()
    assert "invoice.paid  done" in command("bill", "stripe", "events", "--state", "done").output
    assert (
        json.loads(command("bill", "stripe", "list", "--state", "paid", "--json").output)[0]["state"]
        == "paid"
    )
    assert command("bill", "stripe", "list", "--tenant", "nobody").exit_code == 2


def kept() -> list[GatewayEvent]:
    with snapshot():
        return list(db.session.scalars(select(GatewayEvent)))
