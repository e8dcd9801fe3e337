"""The contracts that tenants have signed."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import NotFound
from tenants.models import Tenant

from .. import terms
from ..engine import Agreement, Term
from ..models import Contract


def contracts_of(tenant_id: int) -> list[Contract]:
    """A tenant's contracts, the earliest first."""
    query = select(Contract).filter_by(tenant_id=tenant_id).order_by(Contract.starts, Contract.id)
    return list(db.session.scalars(query))


def contracts(tenant: str | None = None) -> list[tuple[Contract, str]]:
    """All contracts with their tenants' names, or one tenant's, in an order that stays."""
    query = select(Contract, Tenant.name).join(Tenant, Tenant.id == Contract.tenant_id)
    if tenant is not None:
        query = query.where(Tenant.name == tenant)
    rows = db.session.execute(query.order_by(Contract.tenant_id, Contract.starts, Contract.id))
    return [(contract, name) for contract, name in rows]


def agreement_of(contract: Contract) -> Agreement:
    """The contract as the engine needs it; its stored terms were checked when it was made."""
    first = terms.parse(contract.terms, at=f"contract {contract.id}")
    term = Term(contract.signed, contract.starts, contract.ends, contract.ends, first.zone)
    return terms.agreement(first, term)


def tenants_named(name: str | None) -> list[Tenant]:
    """All tenants, or the one of this name; NotFound for a name that nobody has."""
    query = select(Tenant).order_by(Tenant.id)
    found = list(db.session.scalars(query.filter_by(name=name) if name is not None else query))
    if name is not None and not found:
        raise NotFound(f"no tenant {name!r}", where="tenant")
    return found
