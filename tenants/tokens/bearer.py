"""Who asks by a token, and what is said to those who may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from flask import current_app, request

from seatyard import findings, scope
from seatyard.api.rates import Rates
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import Forbidden, NotFound, Unauthorized

from .. import directory
from ..models import Tenant

REFUSED = "api_refused"
"""The finding of a program that was not let in, one a tenant; names that no tenant has share one."""
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
    """The one of ``tenant_id``, of no session."""
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


def of_tenant(bearer: Bearer, name: str) -> Tenant | None:
    """The tenant of this name, if the bearer may see it: within its scope there is no other."""
    own = bearer.tenant
    if own is None or own.name != name:
        return directory.find(name)
    return db.session.merge(own, load=False)


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
