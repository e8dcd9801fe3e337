"""People and seats log in; a wrong word costs the same whoever it is said of."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.exc import IntegrityError

from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput, Unauthorized
from seatyard.identity import passwords, service
from seatyard.identity.models import User
from tests.factories import PASSWORD, SeatFactory, TenantFactory, UserFactory


def test_a_known_and_an_unknown_login_are_compared_alike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the watch: by what is done. One comparison each, with a hash of today's parameters."""
    service.add_user("ann", PASSWORD, "finance")
    service.add_user("bob", PASSWORD, "finance").locked_at = clock.now()
    db.session.commit()
    compared: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: Any, password: Any) -> Any:
            compared.append("outdated" if self.check_needs_rehash(str(hash)) else "today's")
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    passwords._nobody.cache_clear()
    for login, password in (("ann", "wrong"), ("nobody", "wrong"), ("", ""), ("bob", PASSWORD)):
        compared.clear()
        with pytest.raises(Unauthorized, match="wrong login or password"):
            service.log_in(login, password)
        assert compared == ["today's"]


def test_an_old_hash_is_replaced_at_the_next_login(app: Flask) -> None:
    user = UserFactory(login="ann")
    db.session.commit()
    before = user.password_hash
    assert passwords.outdated(before)
    with pytest.raises(Unauthorized):
        service.log_in("ann", "wrong")
    assert user.password_hash == before
    service.log_in("ann", PASSWORD)
    after = user.password_hash
    assert not passwords.outdated(after)
    assert service.log_in("ann", PASSWORD).password_hash == after


def test_a_locked_person_is_not_let_in(app: Flask) -> None:
    user = UserFactory(login="ann")
    service.lock(user)
    with pytest.raises(Unauthorized):
        service.log_in("ann", PASSWORD)
    service.unlock(user)
    assert service.log_in("ann", PASSWORD).id == user.id


@pytest.mark.parametrize("login", ["", "a b", "acme/1001", "a\n", "x" * 255])
def test_what_is_no_login(app: Flask, login: str) -> None:
    with pytest.raises(InvalidInput):
        service.add_user(login, PASSWORD, "finance")


def test_one_person_a_seat_and_only_seats(app: Flask) -> None:
    seat = SeatFactory(tenant=TenantFactory(name="acme"), number="1001")
    db.session.commit()
    with pytest.raises(InvalidInput, match="goes with the role seat"):
        service.add_user("ann", PASSWORD, "tenant", seat.tenant_id, seat.id)
    with pytest.raises(InvalidInput, match="goes with the role seat"):
        service.add_user("acme/1001", PASSWORD, "seat", seat.tenant_id)
    service.add_user("acme/1001", PASSWORD, "seat", seat.tenant_id, seat.id)
    db.session.commit()
    twice = User(login="x", password_hash="", role="seat", tenant_id=seat.tenant_id, seat_id=seat.id)
    db.session.add(twice)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert service.log_in("acme/1001", PASSWORD).seat_id == seat.id
