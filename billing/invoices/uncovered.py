"""Calls of a month that no contract of their tenant covers: nobody would ever bill them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from seatyard import findings
from seatyard.db import snapshot, transaction

from ..calls import count_calls
from ..contracts.service import contracts_of, tenants_named
from ..engine import Month
from ..engine.spans import MICROSECOND, Span
from ..facts import agreement_now

FINDING = "calls_without_contract"


def report_uncovered(period: str, tenant: str | None = None) -> None:
    """Record a finding for each tenant with such calls, and resolve those of tenants without.

    As many as a person has cleared (billed by hand) are none any more.
    """
    with snapshot():
        months = {one.id: Month.parse(period, ZoneInfo(one.timezone)) for one in tenants_named(tenant)}
        missing = {tenant_id: _uncovered(tenant_id, month.span) for tenant_id, month in months.items()}
    with transaction():
        for tenant_id, count in missing.items():
            if count:
                message = f"{count} answered calls of {period} lie outside any contract"
                key = _key(tenant_id, period)
                findings.report_still(
                    FINDING,
                    key,
                    message,
                    tenant_id=tenant_id,
                    about=(months[tenant_id].span.starts, months[tenant_id].span.ends - MICROSECOND),
                    period=period,
                    calls=count,
                )
        findings.resolve(
            FINDING, [_key(one, period) for one, count in missing.items() if not count], "bill close"
        )


def _uncovered(tenant_id: int, month: Span) -> int:
    covered = [agreement_now(contract).span.common(month) for contract in contracts_of(tenant_id)]
    if month in covered:  # of most: nothing to count
        return 0
    return count_calls(tenant_id, month) - sum(count_calls(tenant_id, span) for span in covered if span)


def _key(tenant_id: int, period: str) -> str:
    return f"tenant {tenant_id}, {period}"
