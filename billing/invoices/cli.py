"""``seatyard bill crossings``."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app

from ..rating.directions import Pays
from . import crossings as crossed


@click.command()
@click.argument("period", metavar="YYYY-MM")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@as_json
@with_app
def crossings(period: str, tenant: str | None, as_json: bool) -> None:
    """Say how much talk crossed to carriers in a month, by kind of leg, and who pays for it."""
    rows = crossed.crossings(period, tenant)
    answer(
        {"period": period, "crossings": [{**asdict(row), "seconds": str(row.seconds)} for row in rows]},
        as_json,
        lambda: [*map(_line, rows)] or [f"no call crossed to a carrier in {period}"],
    )


def _line(row: crossed.Crossed) -> str:
    payer = "nobody" if row.pays == Pays.NOBODY else f"the tenant, by {row.pays} rates"
    return f"{row.tenant}  {row.kind:<12} {row.legs:>6} legs  {row.seconds:>12f} s  paid by: {payer}"
