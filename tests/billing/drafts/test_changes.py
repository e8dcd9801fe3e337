"""What a draft says against the month before: the differences add up, and each has its reason."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from billing.contracts.service import agreement_of
from billing.drafts import making, service
from billing.invoices import service as invoices
from billing.models import ContractChange
from billing.terms import exact, merged
from esl.models import OUTBOUND
from seatyard import clock
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import SeatFactory, SeatTenureFactory, UserFactory

MAY = at("05-02")


@pytest.fixture
def database_url(sqlite_databases: Any) -> Any:
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
def acme(app: Flask) -> Leased:
    """March is closed: two seats, and a minute of talk."""
    acme = leased(2)
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    with clock.frozen(at("04-02")):
        invoices.close("2026-03")
    return acme


def changes(tenant: str = "acme") -> dict[str, tuple[str | None, str | None, list[str]]]:
    """By what the line is called: its amount before and now, and why."""
    with clock.frozen(MAY):
        making.draft("2026-04")
    row = service.one_of("2026-04", tenant)
    items = row.draft.changes["items"]
    total = sum(Decimal(one["now"] or 0) - Decimal(one["before"] or 0) for one in items)
    assert total == row.difference
    return {
        one["description"]["en"]: (one["before"], one["now"], [why["en"] for why in one["why"]])
        for one in items
    }


def test_seats_that_came_and_went_and_more_talk(acme: Leased) -> None:
    for number in ("2001", "2002"):
        seat = SeatFactory(tenant=acme.tenant, number=number, type="standard")
        SeatTenureFactory(seat=seat, starts_at=at("04-02"))
    acme.call("04-03T09:00", 600, direction=OUTBOUND)
    db.session.commit()
    assert changes() == {
        "Rent of standard seats": ("4000.00", "8000.00", ["2 seats added", "2 seat-months more (2 → 4)"]),
        "Outbound calls, +86": ("0.15", "1.50", ["9 min more (1 → 10)"]),
    }


def test_nothing_changed_but_the_calls_that_nobody_made(acme: Leased) -> None:
    assert changes() == {"Outbound calls, +86": ("0.15", None, ["none of it this month"])}


def test_an_outage_is_a_credit_with_its_reason(acme: Leased) -> None:
    acme.call("04-03T09:00", 60, direction=OUTBOUND)
    acme.outage("04-05T10:00", "04-06T12:00")
    db.session.commit()
    found = changes()
    assert list(found) == ["Credit for faults of standard seats"]
    before, now, why = found["Credit for faults of standard seats"]
    assert (before, now, why) == (None, "-266.67", ["a credit for 1 outage this month"])


def test_another_price_and_a_new_clause_name_the_day_of_the_change(acme: Leased) -> None:
    acme.call("04-03T09:00", 60, direction=OUTBOUND)
    overrides = {"seat_rent": {"price": {"standard": 1900}}, "tax": {"rate": 0.06, "included": False}}
    terms = merged(acme.contract.terms, exact(overrides))
    change = ContractChange(
        starts=date(2026, 4, 1), signed=date(2026, 3, 20), overrides=overrides, terms=terms
    )
    acme.contract.changes.append(change)
    db.session.commit()
    assert agreement_of(acme.contract).versions[1].starts == date(2026, 4, 1)
    found = changes()
    assert found["Rent of standard seats"] == (
        "4000.00",
        "3800.00",
        ["price 2,000 → 1,900 (from 2026-04-01 on)"],
    )
    assert found["Tax"] == ("0.00", "228.01", ["it follows the amount that is taxed"])


def test_the_first_month_has_nothing_to_be_compared_with(acme: Leased) -> None:
    leased(1, name="other", starts=date(2026, 4, 1))
    with clock.frozen(MAY):
        making.draft("2026-04")
    row = service.one_of("2026-04", "other")
    assert (row.draft.before, row.draft.changes["items"], row.difference) == (None, [], None)


def test_finance_goes_through_a_month_by_commands(acme: Leased, command: Any) -> None:
    UserFactory(login="fin", role="finance")
    db.session.commit()
    with clock.frozen(MAY):
        result = command("bill", "close", "2026-04", "--draft")
        assert result.exit_code == 0
        assert result.output == "draft  acme  CNY 4000.00  new  -0.15 to the month before\n"
        shown = command("bill", "draft", "show", "2026-04", "--tenant", "acme")
        assert "  Outbound calls, +86: 0.15 → –: none of it this month" in shown.output
        for wrong, said in (
            (("hold", "2026-04", "--tenant", "acme", "--by", "nobody", "--reason", "x"), "has the login"),
            (("hold", "2026-04", "--tenant", "acme", "--by", "fin", "--reason", " "), "a few words"),
            (("hold", "2026-02", "--tenant", "acme", "--by", "fin", "--reason", "x"), "no draft of 2026-02"),
            (("approve", "2026-04", "--by", "fin"), "one of the two is needed"),
        ):
            refused = command("bill", "draft", *wrong)
            assert (refused.exit_code, said in refused.output) == (2, True), refused.output
        by = "--by", "fin", "--json"
        held = command("bill", "draft", "hold", "2026-04", "--tenant", "acme", "--reason", "wait", *by)
        assert json.loads(held.output)["state"] == "held"
        left = command("bill", "close", "2026-04")
        assert (left.exit_code, "held by fin: wait" in left.output) == (0, True)
        command("bill", "draft", "release", "2026-04", "--tenant", "acme", *by)
        approved = command("bill", "draft", "approve", "2026-04", "--all", *by)
        assert approved.exit_code == 0, approved.output
        assert json.loads(approved.output) == {"period": "2026-04", "approved": 1}
        listed = json.loads(command("bill", "draft", "list", "2026-04", "--json").output)["drafts"][0]
        assert (listed["state"], listed["review"]["by"], listed["before"]) == ("approved", "fin", "4000.15")
        assert "finalised" in command("bill", "close", "2026-04").output
