"""``seatyard bill outlook``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from tenants import directory
from tenants.models import Tenant

from ..contracts.service import tenants_named
from ..documents.data import plain
from . import service
from .models import OutlookTotal


@click.command("outlook")
@click.argument("period", metavar="YYYY-MM", required=False)
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option(
    "--now", is_flag=True, help="Compute the month that runs anew first; the clock does it once a day."
)
@as_json
@with_app
def outlook(period: str | None, tenant: str | None, now: bool, as_json: bool) -> None:
    """Print what the next close will bring as things are, and what the month came to day by day."""
    of = tenants_named(tenant)[0].id if tenant is not None else None
    if now:
        service.compute(tenant)
    period = period or service.running_month()
    days, rows = service.days(period, of), service.latest(period, of)
    owners = directory.by_id([row.tenant_id for row in rows])
    told = {
        "period": period,
        "days": [_day(day) for day in days],
        "contracts": [_contract(row, owners) for row in rows],
    }
    answer(told, as_json, lambda: list(_lines(period, days, rows, owners)))


def _day(day: service.Day) -> dict[str, Any]:
    totals = {currency: plain(amount) for currency, amount in sorted(day.totals.items())}
    return {"on": day.on.isoformat(), "totals": totals, "contracts": day.contracts, "problems": day.problems}


def _contract(row: OutlookTotal, owners: Mapping[int, Tenant]) -> dict[str, Any]:
    return {
        "tenant": owners[row.tenant_id].name,
        "contract": row.contract_id,
        "on": row.on.isoformat(),
        "currency": row.currency,
        "total": plain(row.total),
        "problem": row.problem,
    }


def _lines(
    period: str, days: list[service.Day], rows: list[OutlookTotal], owners: Mapping[int, Tenant]
) -> Iterator[str]:
    if not rows:
        yield "nothing was computed yet: seatyard bill outlook --now, or seatyard clock once a day"
    for day in days:
        totals = ", ".join(f"{currency} {amount:,}" for currency, amount in sorted(day.totals.items()))
        failed = f", {day.problems} not computable" if day.problems else ""
        yield f"{day.on}  {totals}  {day.contracts} contracts{failed}"
    for row in rows:
        yield f"  {owners[row.tenant_id].name}  {row.currency} {row.total:,}  {row.problem or row.on}"
