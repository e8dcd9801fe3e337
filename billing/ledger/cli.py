"""``seatyard bill ledger``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import click

from seatyard.cli.context import answer, as_json, with_app

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
