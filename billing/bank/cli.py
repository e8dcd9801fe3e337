"""``seatyard bill statement``."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot
from seatyard.errors import InvalidInput

from ..recorded.typed import decimal
from . import intake, listing, matching
from .listing import OPEN, STATES, Row
from .matching import Asked
from .suggesting import Suggestion, suggestions

by_option = click.option("--by", required=True, metavar="LOGIN", help="Who: one of the operator's people.")


@click.group("statement")
def statement() -> None:
    """Bank statements: take them in, and match their lines with what is owed."""


@statement.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", metavar="NAME|FILE", help="Of a CSV; found by its headers where none is named.")
@click.option("--account", default="", help="The operator's account, where the file does not say it.")
@click.option("--book", is_flag=True, help="Book the sure ones, of this file or from before.")
@click.option("--by", default=getuser, help="Who imports it; by default who runs the command.")
@as_json
@with_app
def import_statement(
    file: Path, profile: str | None, account: str, book: bool, by: str, as_json: bool
) -> None:
    """Take in FILE, a CSV or a CAMT.053. Run again, it adds nothing.

    Lines that nothing can be made of, and doubtful ones, are kept apart with their reasons.
    """
    taken = intake.take(_content(file), file.name, by=by, profile=profile, account=account)
    if book:
        matching.book_sure(_open(), by=by)
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


@statement.command("show")
@click.argument("line", metavar="LINE")
@as_json
@with_app
def show_line(line: str, as_json: bool) -> None:
    """Print a line (B17), what it was matched with, and what it may be."""
    with snapshot():
        found = listing.named(line)
        row, may_be = listing.row(found), suggestions([found]).get(found.id, [])
    said = row.as_json() | {"raw": found.raw, "suggestions": [one.as_json() for one in may_be]}
    answer(said, as_json, lambda: [line_of(row), *_matched(row), *_suggested(may_be)])


@statement.command("confirm")
@click.argument("line", metavar="LINE")
@click.option("--suggestion", type=int, metavar="N", help="As this suggestion says.")
@click.option("--part", "parts", multiple=True, metavar="OF[=AMOUNT]", help="An invoice, a tenant, a refund.")
@by_option
@as_json
@with_app
def confirm(line: str, suggestion: int | None, parts: tuple[str, ...], by: str, as_json: bool) -> None:
    """Book a line as payments: of invoices, or of a tenant on account; several parts split it.

    A part without an amount takes what the others leave. Money out is matched with its refund (F17).
    """
    if (suggestion is None) == (not parts):
        raise InvalidInput("one of the two is needed", where="--suggestion, --part")
    if suggestion is not None:
        row = matching.confirm_suggestion(line, suggestion, by=by)
    else:
        row = matching.confirm(line, [_part(one) for one in parts], by=by)
    answer(row.as_json(), as_json, lambda: [line_of(row), *_matched(row)])


@statement.command("book")
@by_option
@as_json
@with_app
def book(by: str, as_json: bool) -> None:
    """Book all open lines that are sure: an invoice's number and its very amount, and one tenant."""
    rows = matching.book_sure(_open(), by=by)
    answer({"booked": [one.as_json() for one in rows]}, as_json, lambda: [*map(line_of, rows)] or ["none"])


@statement.command("unmatch")
@click.argument("line", metavar="LINE")
@click.option("--reason", required=True, help="Why it is not.")
@by_option
@as_json
@with_app
def unmatch(line: str, reason: str, by: str, as_json: bool) -> None:
    """Take a line's payments back: the ledger keeps both."""
    row = matching.unmatch(line, reason=reason, by=by)
    answer(row.as_json(), as_json, lambda: [line_of(row)])


@statement.command("park")
@click.argument("line", metavar="LINE")
@click.option("--reason", required=True, help="Why it waits.")
@by_option
@as_json
@with_app
def park(line: str, reason: str, by: str, as_json: bool) -> None:
    """Set an open line aside."""
    row = matching.park(line, reason=reason, by=by)
    answer(row.as_json(), as_json, lambda: [line_of(row)])


@statement.command("release")
@click.argument("line", metavar="LINE")
@by_option
@as_json
@with_app
def release(line: str, by: str, as_json: bool) -> None:
    """Take a parked line as what it says."""
    row = matching.release(line, by=by)
    answer(row.as_json(), as_json, lambda: [line_of(row)])


def _open() -> list[int]:
    with snapshot():
        return listing.ids(OPEN)


def _part(text: str) -> Asked:
    of, told, amount = text.partition("=")
    return Asked(of, decimal(amount, "--part") if told else None)


def _matched(row: Row) -> list[str]:
    return [
        f"    {one.fact}  {one.amount:,}  {one.document.get('invoice', '')}  by {one.by}"
        for one in row.matches
    ]


def _suggested(found: list[Suggestion]) -> list[str]:
    return [
        f"    {at}. {one.tenant}: {', '.join(f'{part.of}={part.amount:f}' for part in one.parts)}"
        f"  ({one.words}){'  sure' if one.sure else ''}"
        for at, one in enumerate(found, 1)
    ]


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
