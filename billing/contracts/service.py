"""The contracts that tenants have signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
    """All contracts with their tenants' names, or one tenant's, in an order that stays.

    Without those of tenants whose data was deleted: what their bills were made of is gone.
    """
    query = select(Contract, Tenant.name).join(Tenant, Tenant.id == Contract.tenant_id)
    query = query.where(Tenant.deleted_at.is_(None))
    if tenant is not None:
        query = query.where(Tenant.name == tenant)
    rows = db.session.execute(query.order_by(Contract.tenant_id, Contract.starts, Contract.id))
    return [(contract, name) for contract, name in rows]


def agreement_of(contract: Contract) -> Agreement:
    """The contract as the engine needs it, with its changes by date and its renewals.

    Its stored terms were checked when they were agreed.
    """
    at = f"contract {contract.id}"
    first = terms.parse(contract.terms, at=at)
    ends = contract.ends
    term = Term(contract.signed, contract.starts, ends, ends, first.zone, contract.not_renewed)
    changes = [{"starts": one.starts.isoformat(), "overrides": one.overrides} for one in contract.changes]
    return terms.dated(first, contract.terms, term, changes, f"{at}.changes")


@dataclass(frozen=True, slots=True)
class Version:
    """Whole terms of a contract, and what made them."""

    starts: date
    signed: date
    overrides: dict[str, Any]
    """Over the template at first, then over the version before."""
    terms: dict[str, Any]


def versions_of(contract: Contract) -> list[Version]:
    """A contract's terms by date of effect, those agreed at first before the changes."""
    first = Version(contract.starts, contract.signed, contract.overrides, contract.terms)
    return [first, *(Version(one.starts, one.signed, one.overrides, one.terms) for one in contract.changes)]


def tenants_named(name: str | None) -> list[Tenant]:
    """All tenants, or the one of this name; NotFound for a name that nobody has."""
    query = select(Tenant).order_by(Tenant.id)
    found = list(db.session.scalars(query.filter_by(name=name) if name is not None else query))
    if name is not None and not found:
        raise NotFound(f"no tenant {name!r}", where="tenant")
    return found
