"""``seatyard bill fapiao``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict, astuple
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from seatyard import sheets
from seatyard.cli.context import as_json, with_app, write_out
from seatyard.workbook import Sheet, written

from ..documents.data import plain
from ..engine import Month
from ..exports.cli import form_asked
from ..invoices.due import UTC
from .request import HEADS
from .service import Request, request


def _csv(made: Request) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows([sheets.cell(_said(value)) for value in astuple(row)] for row in made.rows)
    return ("\ufeff" + out.getvalue()).encode()


def _json(made: Request) -> bytes:
    told = [{key: _said(value) for key, value in asdict(row).items()} for row in made.rows]
    document = {"period": made.period, "rows": told, "missing": made.missing}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _xlsx(made: Request) -> bytes:
    return written([Sheet("fapiao", HEADS, [astuple(row) for row in made.rows])])


SHAPES: dict[str, Callable[[Request], bytes]] = {"csv": _csv, "json": _json, "xlsx": _xlsx}


@click.command("fapiao")
@click.argument("period", metavar="YYYY-MM")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--format", "shape", type=click.Choice(list(SHAPES)), help="csv by default.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the terminal."
)
@as_json
@with_app
def fapiao(period: str, tenant: str | None, shape: str | None, out: Path | None, as_json: bool) -> None:
    """Write what a request for the month's VAT invoices asks for, a row a line.

    What is missing is told on the error channel, a line each, with exit status 1.
    """
    write = SHAPES[form_asked(shape, as_json, "csv")]
    made = request(Month.parse(period, UTC).name, tenant)
    write_out(write(made), out)
    for line in made.missing:
        click.echo(f"missing: {line}", err=True)
    if made.missing:
        raise click.exceptions.Exit(1)


def _said(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else value
