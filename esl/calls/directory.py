"""The tenants that some legs mean, from the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select

from seatyard.db import db, slices
from tenants.models import Number, Seat, Tenant

from .legs import LegFacts
from .owners import Directory


def directory_for(legs: Sequence[LegFacts]) -> Directory:
    """Look up what ``legs`` name, and only that: an installation may have thousands of tenants."""
    ids = {leg.claims.tenant_id for leg in legs if leg.claims.tenant_id is not None}
    names = {domain for leg in legs for domain in leg.claims.domains}
    dialled = {number for leg in legs for number in (leg.claims.did, leg.claims.dialled) if number}
    domains = dict(_rows(select(Tenant.domain, Tenant.id), Tenant.domain, names))
    assigned = select(Number.e164, Number.tenant_id).where(Number.tenant_id.is_not(None))
    numbers = dict(_rows(assigned, Number.e164, dialled))
    named = {*ids, *domains.values(), *numbers.values()}
    tenants = frozenset(row[0] for row in _rows(select(Tenant.id), Tenant.id, named))
    return Directory(tenants, domains, numbers, _seats(tenants, {leg.phone for leg in legs if leg.phone}))


def _seats(tenants: Collection[int], phones: Collection[str]) -> dict[tuple[int, str], int]:
    query = select(Seat.tenant_id, Seat.number, Seat.id).where(Seat.tenant_id.in_(tenants))
    rows = _rows(query, Seat.number, phones) if tenants else []
    return {(tenant_id, number): seat_id for tenant_id, number, seat_id in rows}


def _rows(query: Select[Any], column: Any, values: Collection[Any]) -> list[Any]:
    connection = db.session.connection()
    return [row for some in slices(values) for row in connection.execute(query.where(column.in_(some)))]
