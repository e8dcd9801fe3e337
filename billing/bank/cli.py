"""``seatyard bill statement``."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot
from seatyard.errors import InvalidInput

from . import intake, listing
from .listing import STATES, Row

by_option = click.option("--by", required=True, metavar="LOGIN", help="Who: one of the operator's people.")


@click.group("statement")
def statement() -> None:
    """Bank statements: take them in, and match their lines with what is owed."""


@statement.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", metavar="NAME|FILE", help="Of a CSV; found by its headers where none is named.")
@click.option("--account", default="", help="The operator's account, where the file does not say it.")
@click.option("--by", default=getuser, help="Who imports it; by default who runs the command.")
@as_json
@with_app
def import_statement(file: Path, profile: str | None, account: str, by: str, as_json: bool) -> None:
    """Take in FILE, a CSV or a CAMT.053. Run again, it adds nothing.

    Lines that nothing can be made of, and doubtful ones, are kept apart with their reasons.
    """
    taken = intake.take(_content(file), file.name, by=by, profile=profile, account=account)
    with snapshot():
        rows = listing.rows(taken.added)
    said = {"form": taken.form, "known": taken.known, "added": [one.as_json() for one in rows]}
    answer(said, as_json, lambda: [_taken(taken), *map(line_of, rows)])


@statement.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only lines that are so.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 10_000))
@as_json
@with_app
def list_lines(state: str | None, limit: int, as_json: bool) -> None:
    """Print the lines of all statements, the newest first."""
    with snapshot():
        rows = listing.page(state, size=limit).entries
    answer({"lines": [one.as_json() for one in rows]}, as_json, lambda: [*map(line_of, rows)] or ["no lines"])


def line_of(one: Row) -> str:
    """A line to print."""
    way = {True: "+", False: "-", None: "?"}[one.incoming]
    money = f"{way}{one.amount:,} {one.currency}" if one.amount is not None else "?"
    why = f": {one.why}" if one.why else ""
    words = "  ".join(filter(None, [one.payer_name, one.payer_account, one.text]))
    return f"{one.name}  {one.on or '-'}  {money}  {one.state}{why}  {words}"


def _taken(taken: intake.Taken) -> str:
    return f"{taken.form}: {len(taken.added)} added, {taken.known} known"


def _content(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            return opened.read(intake.MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be read", where=str(file)) from error
