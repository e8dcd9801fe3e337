"""Commands of this room."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app

from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import InvalidInput

from . import sweep
from .folder import files
from .keeping import CONFLICT, KNOWN, STORED


@click.command("sweep-cdrs")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--node", "node_name", metavar="NAME", help="Whose folder it is; needed when there are several."
)
@as_json
@with_app
def sweep_cdrs(folder: Path, node_name: str | None, as_json: bool) -> None:
    """Take in the call records that a node wrote to its error folder FOLDER.

    Each file taken is moved to taken/ beside it; one that cannot be read stays, and is named.
    """
    if not folder.is_dir():
        raise InvalidInput("no such folder", where=str(folder))
    node, limit = sweep.node_for(node_name), settings_of(current_app).cdr_limit
    waiting = len(files(folder))
    with click.progressbar(length=waiting, label="records", file=sys.stderr) as bar:
        swept = sweep.sweep(folder, node, limit, bar.update)
    answer(swept.as_json(), as_json, lambda: _lines(swept))


def _lines(swept: sweep.Swept) -> list[str]:
    counts = swept.outcomes
    return [
        f"{counts[STORED]} taken in, {counts[KNOWN]} known already, {counts[CONFLICT]} in conflict, "
        f"{len(swept.left)} left",
        *(f"left: {name}: {reason}" for name, reason in swept.left.items()),
    ]
