"""How often a token may ask, and an address with wrong ones."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask

from seatyard import clock, findings
from seatyard.api.rates import Rates
from seatyard.app import settings_of
from seatyard.errors import TooMany
from tests.support.house import Home

from .conftest import Ask, token_of


def test_a_bucket_fills_evenly() -> None:
    rates = Rates(60)
    with clock.frozen(clock.now()) as _:
        for _ in range(60):
            rates.spend("a")
        with pytest.raises(TooMany) as told:
            rates.spend("a")
        assert told.value.retry_after == 1
        rates.spend("b")
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        rates.spend("a")


def test_too_many_are_told_when_to_come_again(app: Flask, homes: tuple[Home, Home], ask: Ask) -> None:
    """Wrong tokens too: of those beyond the limit no finding is made."""
    app.extensions["settings"] = dataclasses.replace(settings_of(app), api_per_minute=2)
    mine, other = token_of("acme"), token_of("acme", label="other")
    with clock.frozen(clock.now()):
        statuses = [ask("get", "/tenants/acme/calls", mine).status_code for _ in range(3)]
        refused = ask("get", "/tenants/acme/calls", mine)
        assert statuses == [200, 200, 429]
        assert (refused.headers["Retry-After"], refused.json["error"]["kind"]) == ("30", "TooMany")
        assert ask("get", "/tenants/acme/calls", other).status_code == 200
        assert [ask("get", "/tenants/acme/calls", "x").status_code for _ in range(4)] == [401, 401, 429, 429]
    (told,) = findings.still_open("api_refused")
    assert told.count == 2
