"""``seatyard bill audit``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app

from ..ledger import behind
from .service import Check
from .service import audit as prove


@click.command("audit")
@click.option("--catch-up", is_flag=True, help="First book what is from before there was a ledger.")
@as_json
@with_app
def audit(catch_up: bool, as_json: bool) -> None:
    """Prove the ledger, the numbers, the invoices and their evidence, over the whole history.

    Exit status 1 where something does not hold.
    """
    booked = behind.catch_up() if catch_up else 0
    checks = prove()
    said = {"booked": booked, "checks": [asdict(check) for check in checks]}
    answer(said, as_json, lambda: [line for check in checks for line in told(check)])
    if any(check.wrong for check in checks):
        raise click.exceptions.Exit(1)


def told(check: Check) -> Iterator[str]:
    """A line for the check, and one for each thing that does not hold."""
    yield f"{'  ok' if not check.wrong else 'FAIL'}  {check.name}: {check.looked_at:,} looked at"
    yield from (f"      {line}" for line in check.wrong)
