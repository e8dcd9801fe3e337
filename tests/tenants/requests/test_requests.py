"""Requests: dated by the contract's lead time, decided once; and what comes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Tenant
from tenants.requests import listing, service
from tenants.requests.coming import coming
from tenants.requests.models import DONE, OPEN, REFUSED
from tests.factories import (
    ArrangementFactory,
    ContractFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""10:00 in Shanghai."""


@pytest.fixture
def acme(app: Flask) -> Tenant:
    tenant = TenantFactory(name="acme")
    terms = {"lead_times": {"seats_added": "5 days", "ivr": "1 business day"}}
    ContractFactory(tenant_id=tenant.id, overrides=terms)
    db.session.commit()
    return tenant


def test_the_lead_time_dates_a_request(acme: Tenant) -> None:
    with clock.frozen(MONDAY):
        seats = service.ask("acme", "seats_added", " 3 seats,\n inbound ", by="li")
        menu = service.ask("acme", "ivr", "a new menu", by="li")
        number = service.ask("acme", "number", "one of Beijing", by="li")
        later = service.ask("acme", "seat_type", "1001 both ways", by="li", on=date(2026, 4, 1))
    assert (seats.due, seats.clause, seats.wants, seats.state) == (
        date(2026, 3, 7),
        "lead_times.seats_added: 5 days",
        "3 seats, inbound",
        OPEN,
    )
    assert menu.due == date(2026, 3, 3)
    assert (number.due, number.clause) == (date(2026, 3, 2), "")
    assert later.due == date(2026, 4, 1)
    assert [one.request.id for one in listing.listing().entries] == [number.id, menu.id, seats.id, later.id]


def test_what_is_late_says_by_how_much(acme: Tenant) -> None:
    with clock.frozen(MONDAY):
        made = service.ask("acme", "ivr", "a new menu", by="li")
    for day, days, late in ((3, 0, False), (4, -1, True)):
        with clock.frozen(datetime(2026, 3, day, 2, tzinfo=UTC)):
            (entry,) = listing.listing().entries
            assert (entry.days, entry.late) == (days, late)
            assert listing.late(date(2026, 3, day)) == int(late)
    with clock.frozen(datetime(2026, 3, 5, 2, tzinfo=UTC)):
        service.done(made.id, by="ops", note="published as version 2")
    (entry,) = listing.listing(DONE).entries
    assert (entry.late, entry.request.decided_by, entry.request.reason) == (
        True,
        "ops",
        "published as version 2",
    )
    assert listing.late(date(2026, 3, 9)) == 0


def test_a_request_is_decided_once(acme: Tenant) -> None:
    made = service.ask("acme", "number", "one", by="li")
    with pytest.raises(InvalidInput, match="a few words are needed"):
        service.refuse(made.id, by="ops", reason=" ")
    assert service.refuse(made.id, by="ops", reason="none is left").state == REFUSED
    with pytest.raises(Conflict, match="refused already by ops"):
        service.done(made.id, by="ops")
    with pytest.raises(NotFound):
        service.done(999, by="ops")


def test_only_its_own_is_withdrawn(acme: Tenant) -> None:
    other = TenantFactory(name="beta")
    db.session.commit()
    made = service.ask("acme", "number", "one", by="li")
    with pytest.raises(NotFound):
        service.withdraw(other.id, made.id, by="wu")
    assert service.withdraw(acme.id, made.id, by="li").state == "withdrawn"


def test_what_nobody_may_ask(acme: Tenant) -> None:
    with pytest.raises(InvalidInput, match="nobody asks for 'a moon'"):
        service.ask("acme", "a moon", "one", by="li")
    with clock.frozen(MONDAY), pytest.raises(InvalidInput, match="is over"):
        service.ask("acme", "number", "one", by="li", on=date(2026, 3, 1))
    with pytest.raises(NotFound):
        service.ask("nobody", "number", "one", by="li")
    with pytest.raises(InvalidInput, match="no request is 'lost'"):
        listing.listing("lost")


def test_what_comes_by_itself(acme: Tenant) -> None:
    at = datetime(2026, 3, 9, 16, tzinfo=UTC)
    for number in ("1001", "1002"):
        SeatTenureFactory(seat=SeatFactory(tenant=acme, number=number), starts_at=at)
    changes = SeatFactory(tenant=acme, number="1003")
    SeatTenureFactory(seat=changes, type="inbound", ends_at=at)
    SeatTenureFactory(seat=changes, type="bidirectional", starts_at=at)
    SeatTenureFactory(seat=SeatFactory(tenant=acme, number="1004"), ends_at=at)
    ArrangementFactory(tenant=acme)
    db.session.commit()
    with clock.frozen(MONDAY):
        leases, menus = coming()
    assert (leases.on, leases.added, leases.released, leases.changed) == (date(2026, 3, 10), 2, 1, 1)
    assert (menus.on, menus.says) == (date(2026, 3, 16), ("~ flow main: version 1 → 2",))
    with clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
        assert coming() == []
