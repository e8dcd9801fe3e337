"""The allowance of planned work that each contract has in a month: read from its terms, without parsing them.

Two statements, however many contracts there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, select, type_coerce

from seatyard.db import db
from seatyard.months import months_after

from ..clauses.maintenance import Counted, Maintenance
from ..engine.spans import Span
from ..models import Contract, ContractChange

_DAYS: int = Maintenance().days
_COUNTED: Counted = Maintenance().counted


@dataclass(frozen=True, slots=True)
class Allowance:
    """Of a tenant's contract, in one month."""

    tenant_id: int
    days: int
    counted: Counted
    zone: ZoneInfo
    span: Span
    """The month, in the contract's zone."""


def in_month(first: date) -> list[Allowance]:
    """Of the contracts that run in the month of ``first`` and name one; the terms of its first day count."""
    after = months_after(first, 1)
    latest = _changed(first)
    told = type_coerce(Contract.terms, JSON)
    clause, renews, zone = told["maintenance"], told["renewal"], told["timezone"].as_string()
    query = select(
        Contract.id, Contract.tenant_id, Contract.ends, Contract.not_renewed, clause, renews, zone
    ).where(Contract.starts < after)
    found = []
    for id, tenant_id, ends, not_renewed, clause_of, renewal, zone_of in db.session.execute(query):
        clause_now, renewal_now, zone_now = latest.get(id, (clause_of, renewal, zone_of))
        goes_on = renewal_now is not None and not_renewed is None
        if clause_now is None or not (ends is None or ends >= first or goes_on):
            continue
        found.append(_allowance(tenant_id, clause_now, ZoneInfo(zone_now), first, after))
    return found


def _changed(first: date) -> dict[int, tuple[Any, Any, str]]:
    """What the last change of each contract up to that day says."""
    told = type_coerce(ContractChange.terms, JSON)
    query = select(
        ContractChange.contract_id, told["maintenance"], told["renewal"], told["timezone"].as_string()
    ).where(ContractChange.starts <= first)
    rows = db.session.execute(query.order_by(ContractChange.starts))
    return {id: (clause, renewal, zone) for id, clause, renewal, zone in rows}


def _allowance(
    tenant_id: int, clause: Mapping[str, Any], zone: ZoneInfo, first: date, after: date
) -> Allowance:
    span = Span(*(datetime.combine(day, time.min, zone) for day in (first, after)))
    counted = Counted(clause.get("counted", _COUNTED))
    return Allowance(tenant_id, clause.get("days", _DAYS), counted, zone, span)
