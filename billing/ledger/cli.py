"""``seatyard bill ledger`` and ``seatyard bill journal``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from seatyard.cli.context import answer, as_json, with_app, write_out
from seatyard.db import snapshot

from ..contracts.service import tenants_named
from ..documents.journal_table import SHAPES
from ..engine import Month
from ..exports.cli import form_asked
from .journal import journal as postings_of
from .statement import Row, Statement, statement


@click.command("ledger")
@click.argument("tenant")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Up to and with this day.")
@as_json
@with_app
def ledger(tenant: str, until: datetime | None, as_json: bool) -> None:
    """Print what TENANT was billed and paid, by account, and what it owes after each."""
    told = statement(tenant, until.date() if until else None)
    answer(asdict(told), as_json, lambda: list(_lines(told)))


@click.command("journal")
@click.argument("period", metavar="YYYY-MM")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--format", "shape", type=click.Choice(list(SHAPES)), help="csv by default.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the terminal."
)
@as_json
@with_app
def journal(period: str, tenant: str | None, shape: str | None, out: Path | None, as_json: bool) -> None:
    """Write what belongs to a month's books, each entry as a debit or a credit."""
    write = SHAPES[form_asked(shape, as_json, "csv")]
    month = Month.parse(period, ZoneInfo("UTC"))
    with snapshot():
        tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
        content = write(postings_of(month.name, tenant_id))
    write_out(content, out)


def _lines(told: Statement) -> Iterator[str]:
    yield from map(_row, told.rows)
    for currency, accounts in told.balances.items():
        for account, amount in sorted(accounts.items()):
            yield f"balance  {currency}  {account:<20} {amount:>16,}"
    if not told.rows:
        yield "nothing is booked"


def _row(row: Row) -> str:
    booked = "  ".join(f"{account} {amount:,}" for account, amount in row.entries.items())
    return f"{row.on}  {row.kind:<18} {row.subject:<12} {booked}  owed {row.currency} {row.owed:,}"
