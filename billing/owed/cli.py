"""``seatyard bill arrears``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from tenants import directory
from tenants.models import Tenant

from ..documents import text
from ..documents.data import of_arrear, plain
from .service import Owed, of_tenant


@click.command("arrears")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As this day ends; today by default.")
@as_json
@with_app
def arrears(tenant: str | None, on: datetime | None, as_json: bool) -> None:
    """Print the bills that are open, how late they are, and what the contract says comes next."""
    found = of_tenant(tenant, on.date() if on else None)
    owners = directory.by_id([one.tenant_id for one in found])
    said = {"owed": [_as_json(one, owners) for one in found]}
    answer(said, as_json, lambda: list(_lines(found, owners)) or ["nothing is owed"])


def _as_json(one: Owed, owners: Mapping[int, Tenant]) -> dict[str, Any]:
    return {
        "tenant": owners[one.tenant_id].name,
        "contract": one.contract_id,
        "currency": one.currency,
        "on": one.on.isoformat(),
        "balance": plain(one.balance),
        "open": plain(one.open),
        "overdue": plain(one.overdue),
        "paid_ahead": plain(one.ahead),
        "ages": {name: plain(amount) for name, amount in one.ages.items()},
        "bills": [of_arrear(bill) for bill in one.bills],
    }


def _lines(found: list[Owed], owners: Mapping[int, Tenant]) -> Iterator[str]:
    for one in found:
        ahead = f", {one.ahead:,} paid ahead" if one.ahead else ""
        yield (
            f"{owners[one.tenant_id].name}  {one.currency} {one.balance:,} owed on {one.on}:"
            f" {one.open:,} open, {one.overdue:,} of it overdue{ahead}"
        )
        yield from text.of_arrears([of_arrear(bill) for bill in one.bills])
