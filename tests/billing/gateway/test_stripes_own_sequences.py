"""The loopback under Stripe's own client (``@stripe/cli``), which plays Stripe's sequences of requests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback_stripe import Loopback
from tests.loopback_stripe.books import Object
from tests.loopback_stripe.server import KEY

CLIENT = Path(sys.prefix) / "node/node_modules/.bin/stripe"
ALONE = {"HTTPS_PROXY": "http://127.0.0.1:9", "STRIPE_CLI_TELEMETRY_OPTOUT": "1"}
"""It asks nobody for news."""
pytestmark = pytest.mark.skipif(not CLIENT.exists(), reason="no @stripe/cli (`make test` fetches it by npm)")

Trigger = Callable[[str], dict[str, Object]]


@pytest.fixture
def trigger(loopback: Loopback, tmp_path: Path) -> Trigger:
    """Play a sequence; the latest object of each kind after it."""

    def play(event: str) -> dict[str, Object]:
        ran = subprocess.run(
            [CLIENT, "--api-key", KEY, "trigger", event, "--api-base", loopback.address],
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | ALONE | {"HOME": str(tmp_path)},
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert event in [one["type"] for one in loopback.books.events]
        return {one["object"]: one for one in loopback.books.objects.values()}

    return play


@pytest.mark.parametrize(
    ("event", "status", "remaining"),
    [
        ("invoice.finalized", "open", 2000),
        ("invoice.paid", "paid", 0),
        ("invoice.payment_failed", "open", 2000),
        ("invoice.voided", "void", 2000),
        ("invoice.marked_uncollectible", "uncollectible", 2000),
        ("invoice.sent", "open", 2000),
    ],
)
def test_invoices(trigger: Trigger, event: str, status: str, remaining: int) -> None:
    invoice = trigger(event)["invoice"]
    assert (invoice["status"], invoice["amount_remaining"], invoice["total"]) == (status, remaining, 2000)
    assert invoice["number"] == "LOOP-0001"


def test_money_that_goes_back(trigger: Trigger) -> None:
    refunded = trigger("charge.refunded")
    assert (refunded["refund"]["amount"], refunded["charge"]["amount_refunded"]) == (100, 100)
    disputed = trigger("charge.dispute.created")
    assert (disputed["dispute"]["status"], disputed["charge"]["disputed"]) == ("warning_needs_response", True)
    note = trigger("credit_note.created")
    assert (note["credit_note"]["amount"], note["invoice"]["amount_remaining"]) == (1000, 1000)
    assert trigger("charge.dispute.closed")["dispute"]["status"] == "warning_closed"
