"""A token as the database has it: whose it is, and what it may do."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import make_transient_to_detached

from seatyard.db import db
from seatyard.identity.models import User
from seatyard.identity.permissions import OF_PROGRAMS, TENANT, of_role

from ..models import Tenant
from .bearer import Bearer
from .memory import Remembered
from .models import ApiToken

_DECIDED = (
    *("id", "name", "title_zh", "title_en", "domain", "timezone", "language", "policies", "voicemail"),
    *("created_at", "deleted_at"),
)
"""Of a tenant, what does not change without an entry in the audit trail."""


def read(key: str, decided: int) -> Remembered | None:
    """The token with this SHA-256, where it lets somebody in; ``decided`` was read before."""
    row = db.session.execute(_with_its_own(), {"sha256": key}).first()
    token, tenant, person = row or (None, None, None)
    bearer = _bearer(token, tenant, person) if token is not None and token.revoked_at is None else None
    if token is None or bearer is None:
        return None
    return Remembered(token.id, bearer, token.expires_at, token.used_at, decided)


@cache
def _with_its_own() -> Select[tuple[ApiToken, Tenant, User]]:
    """The token, its person where it is one's, and the tenant of either: in one statement, made once."""
    mine = Tenant.id == func.coalesce(ApiToken.tenant_id, User.tenant_id)
    query = (
        select(ApiToken, Tenant, User).outerjoin(User, User.id == ApiToken.user_id).outerjoin(Tenant, mine)
    )
    return query.where(ApiToken.sha256 == bindparam("sha256"))


def _bearer(token: ApiToken, tenant: Tenant | None, person: User | None) -> Bearer | None:
    scopes = frozenset(token.scopes.split())
    its = tenant and _copy(tenant)
    if token.user_id is None:
        may, owner = scopes & OF_PROGRAMS, f"tenant {token.tenant_id}"
        return Bearer(owner, token.tenant_id, token.label, may, TENANT, its)
    if person is None or not person.is_active:
        return None
    may, owner = scopes & frozenset(of_role(person.role)), f"user {person.id}"
    return Bearer(owner, person.tenant_id, person.login, may, person.role, its, person.id, person.seat_id)


def _copy(tenant: Tenant) -> Tenant:
    """Of no session; what it lacks, such as the generation, is read when somebody asks for it."""
    copy = Tenant(**{name: getattr(tenant, name) for name in _DECIDED})
    make_transient_to_detached(copy)
    return copy
