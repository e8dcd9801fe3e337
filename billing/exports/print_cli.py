"""``seatyard bill print``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched
from seatyard.errors import SeatyardError
from seatyard.parallel import processors

from ..engine import Month
from ..invoices.due import UTC
from .printing import printed


@click.command("print")
@click.argument("period", metavar="YYYY-MM")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The tenant's by default.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; by default one for each processor.")
@as_json
@with_app
def print_month(
    period: str, folder: Path, tenant: str | None, language: str | None, jobs: int | None, as_json: bool
) -> None:
    """Write each invoice of a month as a PDF into a folder. Run again, it writes those that are missing."""
    month = Month.parse(period, UTC).name
    made = watched(
        f"printing {month}",
        lambda progress: printed(
            month, folder, tenant=tenant, language=language, jobs=jobs or processors(), progress=progress
        ),
    )
    said = f"{folder}: {made.written} written, {made.known} there before"
    answer({"folder": str(folder), **asdict(made)}, as_json, lambda: [said])
    if made.failed:
        raise SeatyardError("\n".join(made.failed))
