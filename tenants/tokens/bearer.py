"""Knowing a token when it comes: ``Authorization: Bearer sy_…``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import NoReturn, TypeVar

from flask import after_this_request, current_app, request
from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer

from seatyard import away, clock, findings, scope
from seatyard.api.rates import Rates
from seatyard.app import settings_of
from seatyard.db import db, reading, transaction
from seatyard.errors import Forbidden, NotFound, Unauthorized
from seatyard.identity.models import User
from seatyard.identity.permissions import OF_PROGRAMS, TENANT, of_role

from .. import directory
from ..models import Tenant
from .models import ApiToken
from .service import sha256

R = TypeVar("R")

REFUSED = "api_refused"
"""The finding of a program that was not let in, one a tenant; names that no tenant has share one."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly a token's last use is kept: reading seldom writes."""
_RATES = "rates of tokens"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks by a token."""

    owner: str
    """``tenant 5`` or ``user 3``."""
    tenant_id: int | None
    """The tenant whose things it sees; none for the operator's own people, who see all tenants'."""
    by: str
    """As noted with what it asks for: the label of a tenant's token, the login of a person."""
    permissions: frozenset[str]
    role: str
    """Of a tenant's program its admins': what it may do about people is bounded as theirs."""
    tenant: Tenant | None
    """The one of ``tenant_id``."""
    id: int | None = None
    """The person's; none of a tenant's program."""
    seat_id: int | None = None
    """The seat that the person is."""

    @property
    def login(self) -> str:
        return self.name

    @property
    def of_tenant(self) -> bool:
        return self.tenant_id is not None

    @property
    def of_person(self) -> bool:
        return self.owner.startswith("user ")

    @property
    def name(self) -> str:
        """In the audit trail: a tenant's program is not taken for a person."""
        return self.by if self.of_person else f"token {self.by}"


@scope.everyone()
def known() -> Bearer:
    """The bearer of the request's token, within a new transaction that only reads.

    Raises Unauthorized, the same for a missing, wrong, expired or revoked one and for one whose person has
    gone; TooMany.
    """
    given = request.authorization
    secret = (given.token or "") if given is not None and given.type == "bearer" else ""
    db.session.rollback()
    reading()
    row = db.session.execute(_with_its_own(), {"sha256": sha256(secret)}).first() if secret else None
    token, tenant, person = row or (None, None, None)
    found = _bearer(token, tenant, person) if token is not None and _stands(token) else None
    if token is None or found is None:
        refused("a wrong token: not let in")
    rates().spend(f"token {token.id}")
    if token.used_at is None or clock.now() - token.used_at >= NOTED_EVERY:
        after_this_request(partial(_note_use, token.id, clock.now()))
    return found


def of_tenant(bearer: Bearer, name: str) -> Tenant | None:
    """The tenant of this name, if the bearer may see it: within its scope there is no other."""
    own = bearer.tenant
    return own if own is not None and own.name == name else directory.find(name)


def must(bearer: Bearer, permission: str) -> None:
    if permission not in bearer.permissions:
        raise Forbidden("not a scope of this token", allowed=permission)


def refused(what: str) -> NoReturn:
    """Count it, in a transaction of its own, unless the address asks too often. Raises Unauthorized."""
    address = request.remote_addr or ""
    rates().spend(f"address {address}")
    _note(what)
    raise Unauthorized("wrong tenant or token")


def another(name: str) -> NoReturn:
    """A tenant's thing was asked for that is not the bearer's to see: counted. Raises NotFound."""
    _note("a token of another: not let in")
    raise NotFound("no such tenant", where=name)


@scope.everyone()
def _note(what: str) -> None:
    name = (request.view_args or {}).get("tenant", "")
    tenant = directory.find(name) if name else None
    key, tenant_id = (tenant.name, tenant.id) if tenant else ("unknown tenant", None)
    findings.report_alone(REFUSED, key, what, tenant_id=tenant_id, address=request.remote_addr or "")


def rates() -> Rates:
    """Of this process."""
    found: Rates = current_app.extensions.setdefault(_RATES, Rates(settings_of(current_app).api_per_minute))
    return found


def _stands(token: ApiToken) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > clock.now())


@cache
def _with_its_own() -> Select[tuple[ApiToken, Tenant, User]]:
    """The token, its person where it is one's, and the tenant of either: in one statement, made once."""
    mine = Tenant.id == func.coalesce(ApiToken.tenant_id, User.tenant_id)
    query = (
        select(ApiToken, Tenant, User).outerjoin(User, User.id == ApiToken.user_id).outerjoin(Tenant, mine)
    )
    seldom = (defer(Tenant.policies), defer(Tenant.voicemail), defer(User.password_hash))
    return query.where(ApiToken.sha256 == bindparam("sha256")).options(*seldom)


def _bearer(token: ApiToken, tenant: Tenant | None, person: User | None) -> Bearer | None:
    scopes = frozenset(token.scopes.split())
    if token.user_id is None:
        may, owner = scopes & OF_PROGRAMS, f"tenant {token.tenant_id}"
        return Bearer(owner, token.tenant_id, token.label, may, TENANT, tenant)
    if person is None or not person.is_active:
        return None
    may, owner = scopes & frozenset(of_role(person.role)), f"user {person.id}"
    return Bearer(owner, person.tenant_id, person.login, may, person.role, tenant, person.id, person.seat_id)


@scope.everyone()
def _note_use(token_id: int, now: datetime, response: R) -> R:
    """Once it is answered: what was read for the answer is not read again, nor lost where noting fails."""
    try:
        with transaction():
            db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))
    except SQLAlchemyError as error:
        if not away.is_away(error):
            raise
        away.tell(error)
    return response
