"""A seat switched off by its tenant, and on again: the switch forgets it, the lease does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from billing.engine.spans import Span
from billing.facts import seats_of
from esl.answers import callcenter, dialplan, directory
from seatyard import clock
from seatyard.audit.models import CHANGE, Entry
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants import switching, tenures
from tenants.models import Seat, Tenant
from tenants.onboarding import leases
from tenants.onboarding.service import export
from tests.factories import FlowFactory, QueueFactory, QueueSeatFactory, SeatFactory, SeatTenureFactory

NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
EVER = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def tenant(app: Flask) -> Iterator[Tenant]:
    """A queue with seats 1001 and, at the second level, 1002; a flow rings 1002."""
    queue = QueueFactory(name="sales")
    for level, number in enumerate(("1001", "1002"), 1):
        seat = SeatFactory(tenant=queue.tenant, number=number, type="inbound")
        SeatTenureFactory(seat=seat)
        QueueSeatFactory(queue=queue, seat=seat, level=level, position=3)
    FlowFactory(
        tenant=queue.tenant, name="main", document={"start": "desk", "nodes": {"desk": {"seat": "1002"}}}
    )
    db.session.commit()
    with clock.frozen(NOW):
        yield queue.tenant


def seat(number: str = "1002") -> Seat:
    db.session.expire_all()
    return db.session.scalars(select(Seat).filter_by(number=number)).one()


def on_the_switch(tenant: Tenant, number: str) -> set[bool]:
    """What its documents say of a seat: the directory, the dialplan, mod_callcenter's agents."""
    db.session.expire_all()
    agents = {agent.name for agent in callcenter.wanted(tenant).agents}
    return {
        number in directory.users_of(tenant),
        number in dialplan.context_of(tenant, []).exact,
        seat(number).switch_name in agents,
    }


def test_off_the_switch_forgets_it_and_on_it_has_its_place_again(tenant: Tenant) -> None:
    assert on_the_switch(tenant, "1002") == {True}
    before, rent, file = tenant.generation, seats_of(tenant.id, EVER), export(tenant.name)
    switching.switch(tenant, ["1002"], off=True)
    assert (seat().off_since, tenant.generation) == (NOW, before + 1)
    assert on_the_switch(tenant, "1002") == {False}
    assert on_the_switch(tenant, "1001") == {True}
    assert seats_of(tenant.id, EVER) == rent
    assert export(tenant.name) == file
    switching.switch(tenant, ["1002"], off=True)
    assert tenant.generation == before + 1, "again it changes nothing"
    switching.switch(tenant, ["1002"], off=False)
    assert (seat().off_since, tenant.generation) == (None, before + 2)
    assert on_the_switch(tenant, "1002") == {True}
    assert [(tier.level, tier.position) for tier in seat().tiers] == [(2, 3)]


def test_what_follows_is_known_before(tenant: Tenant) -> None:
    assert switching.consequences(tenant, [seat()]) == switching.Consequences(["main/desk"], [])
    switching.switch(tenant, ["1001"], off=True)
    assert switching.consequences(tenant, [seat()]) == switching.Consequences(["main/desk"], ["sales"])


def test_many_are_switched_at_once_all_or_none(tenant: Tenant) -> None:
    switching.switch(tenant, ["1001"], off=True)
    before = tenant.generation
    with clock.frozen(NOW + timedelta(minutes=1)):
        done = switching.switch(tenant, ["1002", "1001", "1002"], off=True)
    assert (done.changed, done.generation, done.at) == (["1002"], before + 1, NOW + timedelta(minutes=1))
    assert done.follows == switching.Consequences(["main/desk"], ["sales"])
    assert switching.off_at(tenant, done.at) == ["1002"]
    assert switching.switch(tenant, ["1001", "1002"], off=False).changed == ["1001", "1002"]
    with pytest.raises(NotFound):
        switching.switch(tenant, ["1001", "1999"], off=True)
    assert seat("1001").active
    for numbers in ([], [str(number) for number in range(switching.MOST + 1)]):
        with pytest.raises(InvalidInput, match="seats"):
            switching.switch(tenant, numbers, off=True)


def test_each_of_many_is_in_the_audit_trail(tenant: Tenant) -> None:
    ids = {seat(number).id for number in ("1001", "1002")}
    switching.switch(tenant, ["1001", "1002"], off=True)
    noted = select(Entry.what).where(Entry.what.like("seats/%"), Entry.action == CHANGE)
    assert set(db.session.scalars(noted.order_by(Entry.id.desc()).limit(2))) == {f"seats/{id}" for id in ids}


def test_its_lease_goes_on_and_does_not_switch_it_on(tenant: Tenant) -> None:
    switching.switch(tenant, ["1002"], off=True)
    leases.retype(seat(), "bidirectional", NOW + timedelta(days=1))
    db.session.commit()
    assert tenures.turn(timedelta(days=400)) == 0
    with clock.frozen(NOW + timedelta(days=1, hours=1)):
        assert tenures.turn() == 1
        assert (seat().type, seat().active, seat().off_since) == ("bidirectional", False, NOW)


def test_one_that_ends_while_it_is_off_is_over(tenant: Tenant) -> None:
    switching.switch(tenant, ["1002"], off=True)
    leases.end(seat(), NOW + timedelta(days=1))
    db.session.commit()
    with clock.frozen(NOW + timedelta(days=1, hours=1)):
        assert tenures.turn() == 1
        assert (seat().active, seat().off_since, seat().tiers) == (False, None, [])
        with pytest.raises(Conflict):
            switching.switch(tenant, ["1002"], off=False)


def test_given_back_at_once_it_is_over_too(tenant: Tenant) -> None:
    switching.switch(tenant, ["1002"], off=True)
    leases.end_at_once(seat())
    assert (seat("1002").leased, seat("1002").held, seat("1002").off_since) == (False, False, None)


def test_one_without_a_lease_of_its_own_is_still_leased(tenant: Tenant) -> None:
    SeatFactory(tenant=tenant, number="1003")
    db.session.commit()
    switching.switch(tenant, ["1003"], off=True)
    assert seat("1003").leased
    switching.switch(tenant, ["1003"], off=False)
    assert seat("1003").active


def test_another_tenants_seat_is_not_there(tenant: Tenant) -> None:
    SeatFactory(number="4001")
    db.session.commit()
    with pytest.raises(NotFound):
        switching.switch(tenant, ["4001"], off=True)
