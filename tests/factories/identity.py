from __future__ import annotations

import factory
from argon2 import PasswordHasher

from seatyard.identity import models, permissions

from .base import ModelFactory

PASSWORD = "correct horse"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class UserFactory(ModelFactory):
    """Somebody who logs in with ``PASSWORD``; an operator unless told otherwise."""

    class Meta:
        model = models.User

    class Params:
        tenant = None
        seat = None

    login = factory.Sequence(lambda n: f"user{n}")
    password_hash = _HASH
    role = factory.LazyAttribute(
        lambda o: permissions.SEAT if o.seat else permissions.TENANT if o.tenant else permissions.OPERATOR
    )
    tenant_id = factory.LazyAttribute(
        lambda o: o.seat.tenant_id if o.seat else o.tenant.id if o.tenant else None
    )
    seat_id = factory.LazyAttribute(lambda o: o.seat.id if o.seat else None)
    language = "en"
