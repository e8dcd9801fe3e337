"""What an operator has to decide this morning: a fixed number of statements, however many tenants."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from esl.models import Outage
from esl.nodes import directory as nodes
from esl.nodes.directory import State
from esl.outages import directory as outages
from seatyard import findings
from seatyard.db import db
from tenants import directory
from tenants.directory import Size
from tenants.requests import listing as requests
from tenants.requests.listing import Entry

from ..drafts.waiting import waiting
from ..duties import service as duties
from ..duties.service import Duty
from . import listing
from .models import TenantStanding

SHOWN = 5
"""Of each list; the page of it has all."""
DRIFT = "drift"


@dataclass(frozen=True)
class Overdue:
    """Money past its due day, as it was reckoned last."""

    tenants: int
    amounts: dict[str, Decimal]
    """By currency."""


@dataclass(frozen=True)
class Today:
    size: Size
    nodes: list[State]
    needs: dict[str, int]
    """Tenants by what they need (``listing.HEALTHS``)."""
    findings: dict[str, int]
    """Open ones by kind, the commonest first."""
    requests: list[Entry]
    """Open ones that are late, or due today."""
    duties: list[Duty]
    """Overdue ones."""
    drafts: dict[str, int]
    """Those that wait for a word, by month."""
    overdue: Overdue
    outages: list[Outage]
    """Of which nobody has said what they were, the latest first."""

    @property
    def drift(self) -> int:
        """Open findings of switches that were not as they were set."""
        return self.findings.get(DRIFT, 0)


def today() -> Today:
    kinds = sorted(findings.open_kinds().items(), key=lambda pair: (-pair[1], pair[0]))
    return Today(
        size=directory.size(),
        nodes=nodes.states(),
        needs=listing.counted(),
        findings=dict(kinds),
        requests=[one for one in requests.open_ones() if one.days <= 0],
        duties=[one for one in duties.listing(open_only=True) if one.overdue],
        drafts=waiting(),
        overdue=_overdue(),
        outages=outages.unsaid(),
    )


def _overdue() -> Overdue:
    query = select(TenantStanding.overdue).where(TenantStanding.overdue_since.is_not(None))
    amounts: dict[str, Decimal] = {}
    rows = db.session.scalars(query).all()
    for sums in rows:
        for currency, amount in sums.items():
            amounts[currency] = amounts.get(currency, Decimal(0)) + Decimal(amount)
    return Overdue(len(rows), amounts)
