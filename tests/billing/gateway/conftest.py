"""An application whose Stripe is the loopback's, and a month of a tenant that is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from billing.invoices import service as invoices
from seatyard import clock
from seatyard.app import settings_of
from tests.billing.month import Leased, leased
from tests.loopback_stripe import Loopback, running
from tests.loopback_stripe.books import Books
from tests.loopback_stripe.server import KEY

from .stage import SECRET, Stage

NOW = datetime(2026, 4, 5, 4, tzinfo=UTC)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with clock.frozen(NOW), running(Books(lambda: int(clock.now().timestamp()))) as loopback:
        yield loopback


@pytest.fixture
def acme(app: Flask) -> Leased:
    return leased(2, ends=None)


@pytest.fixture
def stage(app: Flask, loopback: Loopback, acme: Leased, tmp_path: Path) -> Stage:
    """March is closed: 4,000.00 CNY are owed by SY-2026-000001, or however it is called."""
    key, secret = tmp_path / "stripe.key", tmp_path / "stripe.webhook"
    key.write_text(f"{KEY}\n")
    secret.write_text(f"{SECRET}\n")
    app.extensions["settings"] = replace(
        settings_of(app), stripe_key_file=key, stripe_webhook_file=secret, stripe_api=loopback.address
    )
    (closed,) = invoices.close("2026-03")
    return Stage(app, loopback, acme, closed.number or "")
