"""``seatyard bill ledger`` and ``seatyard bill audit``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import click

from seatyard.cli.context import answer, as_json, with_app

from . import behind
from .audit import Check, audit
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


@click.command("audit")
@click.option("--catch-up", is_flag=True, help="First book what is from before there was a ledger.")
@as_json
@with_app
def audit_ledger(catch_up: bool, as_json: bool) -> None:
    """Prove the ledger, the numbers, the invoices and their evidence, over the whole history.

    Exit status 1 where something does not hold.
    """
    booked = behind.catch_up() if catch_up else 0
    checks = audit()
    said = {"booked": booked, "checks": [asdict(check) for check in checks]}
    answer(said, as_json, lambda: [line for check in checks for line in _told(check)])
    if any(check.wrong for check in checks):
        raise click.exceptions.Exit(1)


def _told(check: Check) -> Iterator[str]:
    yield f"{'  ok' if not check.wrong else 'FAIL'}  {check.name}: {check.looked_at:,} looked at"
    yield from (f"      {line}" for line in check.wrong)


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
