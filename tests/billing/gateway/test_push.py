"""Finalised invoices at Stripe: our number and amounts, once, whatever goes wrong on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.gateway import orders
from billing.gateway.money import major, minor
from billing.invoices import service as invoices
from seatyard.app import settings_of
from seatyard.errors import InvalidInput
from tests.billing.booked import pay
from tests.billing.month import leased
from tests.loopback_stripe import Fault

from .stage import Stage

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_invoice_stands_there_as_it_stands_here(stage: Stage) -> None:
    (sent,) = stage.push().sent
    assert (sent.kind, sent.subject, sent.state) == ("invoice", stage.number, "open")
    there = stage.invoice
    assert (there["number"], there["status"], there["currency"]) == (stage.number, "open", "cny")
    assert (there["total"], there["amount_due"]) == (400_000, 400_000)
    assert there["automatic_tax"] == {"enabled": False}
    assert there["auto_advance"] is False
    assert sent.url == there["hosted_invoice_url"]
    (customer,) = stage.loopback.of("customer")
    assert there["customer"] == customer["id"]


def test_pushed_again_nothing_is_made_again(stage: Stage) -> None:
    stage.push()
    before = len(stage.loopback.requests)
    assert stage.push().sent == []
    assert len(stage.loopback.requests) == before


def test_lines_and_tax_add_up_to_the_total(stage: Stage) -> None:
    leased(1, name="taxed", ends=None, overrides={"tax": {"rate": 0.06, "included": False}})
    invoices.close("2026-03")
    stage.push()
    there = {one["total"]: one for one in stage.loopback.of("invoice")}
    taxed = there[212_000]
    assert [line["amount"] for line in taxed["lines"]["data"]] == [200_000, 12_000]
    assert len({one["customer"] for one in there.values()}) == 2


def test_what_was_paid_before_is_not_asked_for(stage: Stage) -> None:
    pay(1500.5, "2026-04-02")
    stage.push()
    assert stage.invoice["total"] == 249_950
    assert [line["amount"] for line in stage.invoice["lines"]["data"]] == [400_000, -150_050]


def test_what_is_paid_already_is_never_sent(stage: Stage) -> None:
    pay(4000, "2026-04-02")
    assert [one.state for one in stage.push().sent] == ["nothing"]
    assert stage.loopback.of("invoice") == []
    assert stage.push().sent == []


def test_paid_elsewhere_it_is_closed_there(stage: Stage) -> None:
    stage.push()
    pay(4000, "2026-04-05")
    with stage.later(hours=2):
        (looked,) = stage.push().looked_at
    assert looked.state == "paid"
    assert stage.invoice["status"] == "paid"
    assert stage.payments() == []


@SQLITE
@pytest.mark.parametrize("kind", ["cut", "cut_after", "busy", "limited", "broken", "broken_after"])
def test_whatever_goes_wrong_there_is_one_customer_and_one_invoice(stage: Stage, kind: str) -> None:
    """At each step in turn, the looking for what was made before among them."""
    steps = (
        "POST /v1/customers$",
        "GET /v1/customers$",
        "POST /v1/invoices$",
        "GET",
        "add_lines",
        "finalize",
    )
    faults = [Fault(kind, where) for where in steps]
    stage.loopback.faults += [*faults, Fault("cut_after", "POST /v1/customers$")]
    for day in range(20):
        with stage.later(days=day):
            stage.push()
        if stage.row().state == "open":
            break
    assert [fault.times for fault in faults] == [0] * len(faults)
    assert len(stage.loopback.of("customer")) == 1
    there = stage.invoice
    assert (there["number"], there["status"], there["total"]) == (stage.number, "open", 400_000)


@SQLITE
def test_when_the_keys_are_forgotten_it_is_looked_for(stage: Stage) -> None:
    """Stripe forgets keys after a day: what was made then is found by our mark on it."""
    for day, where in enumerate(("POST /v1/customers$", "POST /v1/invoices$", "add_lines", "finalize")):
        stage.loopback.faults.append(Fault("cut_after", where))
        with stage.later(days=day):
            stage.push()
        stage.loopback.kept.clear()
    with stage.later(days=9):
        stage.push()
    assert len(stage.loopback.of("customer")) == 1
    assert stage.invoice["status"] == "open"


@SQLITE
def test_what_is_refused_is_a_finding_until_it_is_taken(stage: Stage) -> None:
    stage.loopback.books.numbers.add(stage.number)
    assert [one.state for one in stage.push().sent] == ["failed"]
    (finding,) = stage.findings("gateway_failed")
    assert stage.number in finding
    stage.loopback.books.numbers.clear()
    assert stage.push().sent == []
    with stage.later(days=2):
        assert [one.state for one in stage.push().sent] == ["open"]
    assert stage.findings("gateway_failed") == []
    assert len(stage.loopback.of("invoice")) == 1


@SQLITE
def test_money_on_the_customer_there_is_told(stage: Stage) -> None:
    """A balance that somebody set there lowers what Stripe asks for: that is not what was sent."""
    stage.loopback.faults.append(Fault("cut_after", "POST /v1/customers$"))
    stage.push()
    stage.loopback.of("customer")[0]["balance"] = -100
    with stage.later(minutes=5):
        stage.push()
    assert stage.findings("gateway_differs") == ["asked for: 399900, sent was 400000"]


@SQLITE
def test_a_wrong_key_is_told_and_never_shown(stage: Stage) -> None:
    file = settings_of(stage.app).stripe_key_file
    assert file is not None
    file.write_text("sk_test_anothers_secret")
    (sent,) = stage.push().sent
    assert "401" in sent.problem
    assert "anothers_secret" not in sent.problem
    file.write_text("whsec_wrong")
    with pytest.raises(
        InvalidInput, match="SEATYARD_STRIPE_KEY_FILE: its first line is no secret key"
    ) as told:
        stage.push()
    assert "whsec_wrong" not in str(told.value)


@SQLITE
def test_many_lines_are_one(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_LINES", 0)
    stage.push()
    assert [line["amount"] for line in stage.invoice["lines"]["data"]] == [400_000]


def test_minor_units() -> None:
    assert minor(Decimal("12.34"), "CNY") == 1234
    assert minor(Decimal("500"), "JPY") == 500
    assert major(500, "JPY") == Decimal(500)
    assert str(major(1230, "CNY")) == "12.30"
    with pytest.raises(ValueError, match="whole number"):
        minor(Decimal("0.5"), "JPY")
    with pytest.raises(ValueError, match="whole number"):
        minor(Decimal("0.005"), "CNY")
