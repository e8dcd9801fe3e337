"""Seats asked for by hand: what is said before is what is done, at the contract's price and on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing.seat_changes import service, wishes
from billing.seat_changes.fitting import BAD_TYPE, IN_USE, KEPT, NO_QUEUE, NO_TYPE, NOT_THERE, TWICE
from billing.seat_changes.wishes import Wish
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import numbers
from tenants.models import Seat, Tenant
from tenants.onboarding import leases
from tenants.onboarding.document import checked
from tenants.onboarding.service import onboard_document
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme

NOW = datetime(2026, 4, 10, 2, tzinfo=UTC)


@pytest.fixture
def tenant(app: Flask, tmp_path: Path) -> Iterator[Tenant]:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    overrides = {"seat_rent": {"price": {"inbound": 400, "bidirectional": 650}}, "lead_times": None}
    contract = acme()["contract"] | {"overrides": overrides}
    with clock.frozen(datetime(2026, 2, 25, tzinfo=UTC)):
        onboard_document(checked(acme(contract=contract)))
    with clock.frozen(NOW):
        yield db.session.scalars(select(Tenant)).one()


def seat(number: str) -> Seat:
    return db.session.scalars(select(Seat).filter_by(number=number)).one()


def test_a_proposal_changes_nothing(tenant: Tenant) -> None:
    before = tenant.generation
    found = service.propose(tenant, [Wish("1003", "inbound", "王芳")])
    assert [row.what for row in found.rows] == ["new"]
    assert (tenant.generation, len(tenant.seats)) == (before, 2)


def test_the_price_is_the_contracts(tenant: Tenant) -> None:
    found = service.propose(tenant, wishes.in_a_row("1003", 3, "inbound", "", None))
    assert [(one.month, one.more) for one in found.months] == [
        ("2026-04", Decimal("1200.00")),
        ("2026-05", Decimal("1200.00")),
    ]
    found = service.propose(tenant, [Wish("1002", "bidirectional")])
    assert [one.more for one in found.months] == [Decimal("250.00")] * 2


def test_what_is_made_is_what_was_proposed_and_again_nothing(tenant: Tenant) -> None:
    asked = [Wish("1003", "inbound", "王芳", ("sales",)), Wish("1002", "bidirectional")]
    proposed = service.propose(tenant, asked)
    made = service.make(tenant, asked)
    assert made.rows == proposed.rows
    assert list(made.passwords) == ["1003"]
    assert seat("1002").type == "bidirectional"
    assert [tier.queue.name for tier in seat("1003").tiers] == ["sales"]
    again = service.make(tenant, asked)
    assert {row.what for row in again.rows} == {"same"}
    assert (again.generation, again.passwords) == (made.generation, {})


def test_a_released_seat_leaves_its_queues_and_can_be_taken_back(tenant: Tenant) -> None:
    service.make(tenant, [Wish("1002", released=True)])
    assert (seat("1002").leased, seat("1002").tiers) == (False, [])
    service.make(tenant, [Wish("1002", "inbound")])
    assert seat("1002").leased


def test_refused_by_line_the_others_are_made(tenant: Tenant) -> None:
    first = "座席号,类型,姓名,队列\n1003,inbound,王芳,sales\n1003,inbound,王芳,\n"
    table = f"{first}1004,gold,,\n1005,,,\n1006,inbound,,support\n"
    asked = [*wishes.of_table(table), Wish("1009", released=True)]
    made = service.make(tenant, asked)
    assert [(row.wish.line, row.fault) for row in made.rows] == [
        (2, ""),
        (3, TWICE),
        (4, BAD_TYPE),
        (5, NO_TYPE),
        (6, NO_QUEUE),
        (0, NOT_THERE),
    ]
    assert [one.number for one in tenant.seats] == ["1001", "1002", "1003"]


def test_a_seat_that_callers_are_sent_to_is_not_given_back(tenant: Tenant) -> None:
    flows = acme()["flows"]
    flows["main"]["nodes"]["desk"] = {"seat": "1001", "no_answer": "sales"}
    flows["main"]["nodes"]["hello"]["menu"]["digits"]["0"] = "desk"
    overrides = {"seat_rent": {"price": {"inbound": 400, "bidirectional": 650}}, "lead_times": None}
    contract = acme()["contract"] | {"overrides": overrides}
    onboard_document(checked(acme(contract=contract, flows=flows)))
    (row,) = service.make(tenant, [Wish("1001", released=True)]).rows
    assert (row.fault, row.said) == (IN_USE, "main/desk")


@pytest.mark.parametrize(("first", "count"), [("1", 1), ("abc", 1), ("98", 3), ("1001", 0), ("1001", 1001)])
def test_rows_of_numbers_that_are_none(first: str, count: int) -> None:
    with pytest.raises(InvalidInput):
        wishes.in_a_row(first, count, "inbound", "", None)


def agreed(*changes: dict[str, Any], **sections: Any) -> None:
    """The tenant's file again, with its contract changed from days on."""
    overrides = {"seat_rent": {"price": {"inbound": 400, "bidirectional": 650}}, "lead_times": None}
    contract = acme()["contract"] | {"overrides": overrides, "changes": list(changes)}
    onboard_document(checked(acme(contract=contract, **sections)))


WITHOUT_BIDIRECTIONAL = {
    "starts": "2026-05-01",
    "signed": "2026-04-01",
    "overrides": {"seat_rent": {"price": {"bidirectional": None}}},
}
ALL_INBOUND = [{"number": number, "type": "inbound", "name": number} for number in ("1001", "1002")]


def test_what_billing_refuses_is_refused_and_not_said_to_cost_nothing(tenant: Tenant) -> None:
    agreed(seats=ALL_INBOUND)
    with clock.frozen(NOW + timedelta(days=1)):
        agreed(WITHOUT_BIDIRECTIONAL, seats=ALL_INBOUND)
        before, wish = tenant.generation, Wish("1003", "bidirectional", "王芳")
        found = service.propose(tenant, [wish])
        assert "bidirectional" in str(found.refusal)
        assert (found.months, found.takes) == ([], False)
        with pytest.raises(InvalidInput, match="no price"):
            service.make(tenant, [wish])
        db.session.expire_all()
        assert (tenant.generation, len(tenant.seats)) == (before, 2)


def test_a_price_that_cannot_be_told_for_the_seats_as_they_are_keeps_nobody_from_mending_it(
    tenant: Tenant,
) -> None:
    agreed(WITHOUT_BIDIRECTIONAL)
    found = service.propose(tenant, [Wish("1001", "inbound")])
    assert "bidirectional" in str(found.price_unknown)
    assert (found.refusal, found.takes) == (None, True)
    service.make(tenant, [Wish("1001", "inbound")])
    assert seat("1001").type == "inbound"


def test_a_seat_that_ends_on_a_day_to_come_is_kept_as_it_was(tenant: Tenant) -> None:
    """As the page and the API ask for it: the seat with its type, name and queues as they are."""
    found = seat("1002")
    leases.end(found, NOW + timedelta(days=5))
    db.session.commit()
    wish = Wish("1002", "inbound", found.name, ("sales",))
    assert [row.what for row in service.propose(tenant, [wish]).rows] == [KEPT]
    made = service.make(tenant, [wish])
    assert ([row.what for row in made.rows], made.days, made.passwords) == ([KEPT], {}, {})
    assert seat("1002").leased
    (tenure,) = seat("1002").tenures
    assert tenure.ends_at is None
    assert [(tier.queue.name, tier.level) for tier in seat("1002").tiers] == [("sales", 2)]
