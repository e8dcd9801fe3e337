"""``seatyard verify``."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched

from .cli import told
from .whole import verify as prove


@click.command("verify")
@as_json
@with_app
def verify(as_json: bool) -> None:
    """Prove that the database is whole: ledger, invoices, credit notes, evidence, sums of calls, trails.

    What a restore is held to. Changes nothing. Exit status 1 where something does not hold.
    """
    checks = watched("looking", prove)
    wrong = sum(len(check.wrong) for check in checks)
    said = {"faults": wrong, "checks": [asdict(check) for check in checks]}
    answer(said, as_json, lambda: [line for check in checks for line in told(check)])
    if wrong:
        raise click.exceptions.Exit(1)
