"""New passwords for phones: the old ones die with the next generation, none is kept."""

from __future__ import annotations

import pytest

from seatyard.db import db
from seatyard.errors import NotFound
from tenants import credentials
from tenants.onboarding.seats import a1_hash
from tests.factories import SeatFactory


def test_a_new_password_is_the_only_one(app: object) -> None:
    seat = SeatFactory(number="1001")
    db.session.commit()
    generation = seat.tenant.generation
    renewed = credentials.renew(seat.tenant, ["1001"])
    db.session.expire_all()
    assert seat.a1_hash == a1_hash("1001", seat.tenant.domain, renewed.passwords["1001"])
    assert seat.tenant.generation == renewed.generation == generation + 1


def test_of_an_unknown_seat_none_is_changed(app: object) -> None:
    seat = SeatFactory(number="1001")
    db.session.commit()
    before = seat.a1_hash
    with pytest.raises(NotFound):
        credentials.renew(seat.tenant, ["1001", "1009"])
    db.session.rollback()
    assert seat.a1_hash == before
