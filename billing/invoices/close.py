"""The close of a month: every active contract gets its invoice, once.

Closing again over the same facts changes nothing. Over changed facts (a late call record, an
outage told later) it changes nothing either, and records the finding ``invoice_differs``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from esl.calls.fold import fold_all
from seatyard import clock, findings
from seatyard.db import snapshot, transaction
from seatyard.errors import InvalidInput, SeatyardError

from ..contracts.service import contracts, tenants_named
from ..documents import data
from ..documents.fingerprints import fingerprint
from ..engine import Agreement, Bill, Month, bill
from ..facts import agreement_now, facts_of
from .finalise import Standing, finalise, find
from .uncovered import report_uncovered

log = logging.getLogger(__name__)

UTC = ZoneInfo("UTC")

FINALISED, UNCHANGED, DIFFERS, REFUSED = "finalised", "unchanged", "differs", "refused"
"""What became of a contract's month: invoiced now; invoiced before, and still the same; invoiced before,
and today's facts come to something else; not computable."""

DIFFERENCE, REFUSAL = "invoice_differs", "close_refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one contract's month."""

    tenant: str
    number: str
    status: str
    currency: str
    total: Decimal
    """Of the invoice as it stands."""
    computed: Decimal
    """What the facts of today come to; other than ``total`` only where the status is ``differs``."""
    problem: str = ""
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A contract whose month is to be closed."""

    contract_id: int
    tenant_id: int
    tenant: str
    agreement: Agreement
    month: Month

    @property
    def key(self) -> str:
        return f"contract {self.contract_id}, {self.month.name}"


def close(
    period: str, tenant: str | None = None, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> list[Outcome]:
    """Invoice a month (``2026-03``) that is over, for one tenant by name or for all.

    The call records that still lie unfolded are folded first.
    ``progress`` hears how many contracts are done, of how many. Raises InvalidInput for a period
    that is no month or not over yet, NotFound for an unknown tenant.
    """
    due = _due(period, tenant)
    fold_all(again=True)
    outcomes = []
    for one in due:
        try:
            outcomes.append(_close(one))
        except SeatyardError as error:
            outcomes.append(_refused(one, error))
        progress(len(outcomes), len(due))
    report_uncovered(period, tenant)
    return outcomes


def _due(period: str, tenant: str | None) -> list[_Due]:
    """The contracts of the month; refused while the month is not over for every one of them."""
    Month.parse(period, UTC)
    due = []
    with snapshot():
        tenants_named(tenant)
        for contract, name in contracts(tenant):
            agreement = agreement_now(contract)
            month = Month.parse(period, agreement.zone)
            if agreement.active_in(month):
                due.append(_Due(contract.id, contract.tenant_id, name, agreement, month))
    for one in due:
        if clock.now() < one.month.span.ends:
            over = one.month.next.first_day
            message = f"{period} is not over in {one.agreement.zone.key} before {over}"
            raise InvalidInput(message, where="period", allowed="a month that is over")
    return due


def _close(due: _Due) -> Outcome:
    with snapshot():
        span = due.agreement.span.common(due.month.span)
        assert span is not None, "only contracts active in the month are due"
        computed = bill(
            due.agreement, facts_of(due.tenant_id, due.contract_id, due.agreement, span), due.month
        )
        today = fingerprint(computed)
        standing, made = find(due.contract_id, due.month.name), False
    if standing is None:
        standing, made = finalise(due.contract_id, due.tenant_id, computed, today)
    status = _compared(due, standing, computed, same=standing.fingerprint == today)
    if made:
        status = FINALISED
        log.info("invoice %s finalised: tenant %s, %s", standing.number, due.tenant_id, due.month.name)
    return Outcome(due.tenant, standing.number, status, computed.currency, standing.total, computed.total)


def _refused(due: _Due, error: SeatyardError) -> Outcome:
    """A month that cannot be computed stops nobody else's: it is a finding until it can be."""
    message = f"{due.tenant}, {due.month.name}: {error}"
    with transaction():
        findings.report(REFUSAL, due.key, message, tenant_id=due.tenant_id, period=due.month.name)
    return Outcome(due.tenant, "", REFUSED, due.agreement.currency.value, Decimal(0), Decimal(0), str(error))


def _compared(due: _Due, standing: Standing, computed: Bill, *, same: bool) -> str:
    """Whether the facts of today still come to the invoice; a finding while they do not."""
    with transaction():
        findings.resolve(REFUSAL, [due.key], by="bill close")
        if same:
            findings.resolve(DIFFERENCE, [standing.number], by="bill close")
        else:
            findings.report(
                DIFFERENCE,
                standing.number,
                f"{standing.number} says {standing.total}; the facts of today come to {computed.total}",
                tenant_id=due.tenant_id,
                period=due.month.name,
                total=data.plain(standing.total),
                computed=data.plain(computed.total),
            )
    return UNCHANGED if same else DIFFERS
