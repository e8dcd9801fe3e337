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

    login = factory.Sequence(lambda n: f"user{n}")
    password_hash = _HASH
    role = factory.LazyAttribute(lambda o: permissions.TENANT if o.tenant else permissions.OPERATOR)
    tenant_id = factory.LazyAttribute(lambda o: o.tenant.id if o.tenant else None)
    language = "en"
