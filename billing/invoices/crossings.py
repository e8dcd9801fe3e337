"""How much talk crossed to carriers in a month, by kind of leg, and who pays: what nobody pays for too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from seatyard.db import snapshot
from seatyard.leg_kinds import KINDS

from ..calls import by_kind
from ..clauses.call_charges import CallCharges
from ..contracts.service import contracts, tenants_named
from ..engine import Month
from ..engine.spans import Span
from ..facts import agreement_now
from ..models import Contract
from ..rating.directions import Pays


@dataclass(frozen=True, slots=True)
class Crossed:
    """The legs of one kind under one contract's terms."""

    tenant: str
    contract: int
    kind: str
    legs: int
    seconds: Decimal
    """Of talk, to the microsecond, before any increment."""
    pays: str
    """By whose rates the tenant pays: ``outbound``, ``inbound``, ``nobody``."""


def crossings(period: str, tenant: str | None = None) -> list[Crossed]:
    """By tenant and contract, kinds in the order of the direction table. Raises InvalidInput, NotFound."""
    Month.parse(period, ZoneInfo("UTC"))
    with snapshot():
        tenants_named(tenant)
        return [row for contract, name in contracts(tenant) for row in _of(contract, name, period)]


def _of(contract: Contract, name: str, period: str) -> Iterator[Crossed]:
    agreement = agreement_now(contract)
    month = Month.parse(period, ZoneInfo(contract.terms["timezone"]))
    span = agreement.span.common(month.span)
    if span is None:
        return
    found: dict[tuple[str, str], tuple[int, int]] = {}
    left = by_kind(contract.tenant_id, span)
    for charges, part in _charged(agreement.in_force(span)):
        for kind, (legs, talk) in by_kind(contract.tenant_id, part).items():
            row = kind, charges.directions.of(kind).value
            found[row] = _sum(found.get(row, (0, 0)), (legs, talk))
            left[kind] = _sum(left[kind], (-legs, -talk))
    for kind, rest in left.items():  # of days without the clause
        if rest[0]:
            row = kind, Pays.NOBODY.value
            found[row] = _sum(found.get(row, (0, 0)), rest)
    for kind, pays in sorted(found, key=lambda row: (KINDS.index(row[0]), row[1])):
        legs, talk = found[kind, pays]
        yield Crossed(name, contract.id, kind, legs, Decimal(talk).scaleb(-6), pays)


def _charged(parts: Iterator[tuple[object, Span]]) -> Iterator[tuple[CallCharges, Span]]:
    return ((clause, part) for clause, part in parts if isinstance(clause, CallCharges))


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
