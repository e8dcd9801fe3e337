"""The contracts that a month is to be billed of, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from seatyard.db import snapshot

from ..calls import by_kind
from ..contracts.service import contracts, tenants_named
from ..engine import Agreement, Facts, Month
from ..engine.spans import Span
from ..facts import agreement_now, facts_of

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Due:
    """A contract whose month is to be billed."""

    contract_id: int
    tenant_id: int
    tenant: str
    agreement: Agreement
    month: Month

    @property
    def key(self) -> str:
        return f"contract {self.contract_id}, {self.month.name}"

    @property
    def span(self) -> Span:
        """As much of the month as the contract has."""
        span = self.agreement.span.common(self.month.span)
        assert span is not None, "only contracts active in the month are due"
        return span

    def facts(self, as_of: date) -> Facts:
        """What is known now; arrears are those of ``as_of``."""
        return replace(facts_of(self.tenant_id, self.contract_id, self.agreement, self.span), as_of=as_of)

    def calls(self) -> dict[str, tuple[int, int]]:
        """How many crossings of each kind there are now, and their talk in microseconds."""
        return by_kind(self.tenant_id, self.span)


def due_in(period: str, tenant: str | None) -> list[Due]:
    """The contracts active in a month, of one tenant by name or of all."""
    Month.parse(period, UTC)
    found = []
    with snapshot():
        tenants_named(tenant)
        for contract, name in contracts(tenant):
            agreement = agreement_now(contract)
            month = Month.parse(period, agreement.zone)
            if agreement.active_in(month):
                found.append(Due(contract.id, contract.tenant_id, name, agreement, month))
    return found
