"""Tenants by what they need: the order, the filters, the money, the seats; in few statements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from billing.attention import listing, standings
from billing.attention.listing import Filters
from billing.attention.models import TenantStanding
from esl.models import SIGNED_OUT, SeatState
from esl.seat_time.models import SeatRegistration
from seatyard import clock, findings
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.suspensions import service as suspensions
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, SeatTenureFactory, TenantFactory
from tests.support.house import furnished

MARCH = datetime(2026, 3, 5, tzinfo=UTC)


def names(**wanted: str) -> list[str]:
    return [one.tenant.name for one in listing.listing(Filters(**wanted)).entries]


def placed(name: str, **columns: Any) -> Tenant:
    tenant = TenantFactory(name=name, generation=2)
    PlacementFactory(tenant=tenant, node=columns.pop("node", None) or NodeFactory(), **columns)
    db.session.commit()
    return tenant


@pytest.fixture
def house(app: Flask) -> None:
    placed("fine", acked_generation=2)
    placed("coming", acked_generation=1)
    placed("refused", acked_generation=1, problem="-ERR no")
    owing = placed("owing", acked_generation=2)
    asked = placed("asked", acked_generation=2)
    findings.report("drift", "fs1", "not as set", tenant_id=asked.id)
    sums = {"open": {"CNY": "9.00"}, "overdue": {"CNY": "5.00"}, "overdue_since": date(2026, 3, 1)}
    db.session.add(TenantStanding(tenant_id=owing.id, computed_at=MARCH, **sums))
    gone = TenantFactory(name="gone", deleted_at=MARCH)
    db.session.commit()
    stopped = placed("stopped", acked_generation=2)
    with transaction():
        suspensions.stop(stopped.id)
    assert gone.deleted_at


def test_those_that_need_somebody_come_first(house: None) -> None:
    assert names() == ["refused", "owing", "asked", "coming", "stopped", "fine", "gone"]
    assert listing.counted() == {"problem": 1, "overdue": 1, "findings": 1, "on_its_way": 2, "fine": 1}


def test_they_are_found_by_name_health_and_life(house: None) -> None:
    assert names(search="STOP") == ["stopped"]
    assert names(health="overdue") == ["owing"]
    assert names(life="suspended") == ["stopped"]
    assert names(life="ended") == ["gone"]
    assert names(health="fine", life="active") == ["fine"]
    with pytest.raises(InvalidInput):
        listing.listing(Filters(health="ill"))


def test_seats_in_use_are_signed_in_with_a_phone(app: Flask) -> None:
    tenant = TenantFactory(name="acme")
    said = {"1001": "a", "1002": "a", "1003": "", "1004": None, "1005": None}
    for number, marks in said.items():
        seat = SeatFactory(tenant=tenant, number=number, phone="+861088880001" if number == "1005" else None)
        SeatTenureFactory(seat=seat)
        if marks is not None:
            where = {"tenant_id": tenant.id, "seat_id": seat.id, "source": "heard"}
            db.session.add(SeatRegistration(at=datetime(2026, 3, 1, tzinfo=UTC), marks="a", **where))
            db.session.add(SeatRegistration(at=MARCH, marks=marks, **where))
        if number == "1002":
            out = {"state": SIGNED_OUT, "since": MARCH, "source": "api"}
            db.session.add(SeatState(tenant_id=tenant.id, seat_id=seat.id, **out))
    db.session.commit()
    (one,) = listing.listing(Filters()).entries
    assert (one.leased, one.in_use) == (5, 2)


def test_money_is_reckoned_and_kept_while_it_stays(app: Flask) -> None:
    acme, _ = furnished(calls=4)
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        assert standings.renew() == 2
        assert standings.renew() == 0
        (entry,) = listing.listing(Filters(search="acme")).entries
    assert entry.standing is not None
    assert entry.health == "overdue"
    assert entry.standing.overdue == entry.standing.open == {"CNY": f"{acme.invoice.total:f}"}
    assert entry.standing.overdue_since == acme.invoice.due


def test_a_page_is_a_few_statements(app: Flask) -> None:
    for at in range(60):
        placed(f"t{at}", acked_generation=2)
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = listing.listing(Filters())
        assert [one.tenant.title_en for one in page.entries] == ["Acme Care"] * 50
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    selects = [one for one in sent if one.startswith("SELECT") and "set_config" not in one]
    assert len(selects) == 5
    assert page.total == 60
