"""``seatyard bill credit``, ``bill credits`` and ``bill credit-note``."""

from __future__ import annotations

from pathlib import Path

import click

from seatyard.cli.context import answer, as_json, with_app, write_out
from seatyard.db import snapshot
from tenants import directory

from ..contracts.service import tenants_named
from ..exports.note_forms import FORMS
from . import document, service
from .asked import read

LIMIT = 200


@click.command("credit")
@click.argument("number")
@click.option("--whole", is_flag=True, help="All that is left of it.")
@click.option("--amount", default="", help="Over all its lines, as they say it (before a tax that is added).")
@click.option("--line", "lines", multiple=True, metavar="N[=AMOUNT]", help="Of this line; all, or so much.")
@click.option("--reason", help="Why; printed on the note.")
@click.option("--by", metavar="LOGIN", help="Who gives it: one of the operator's people.")
@click.option("--preview", is_flag=True, help="Only say what it would be.")
@click.option("--request", default="", metavar="KEY", help="The same key twice makes one note.")
@click.option("--again", is_flag=True, help="One more, though the same was credited before.")
@as_json
@with_app
def credit(
    number: str,
    whole: bool,
    amount: str,
    lines: tuple[str, ...],
    reason: str | None,
    by: str | None,
    preview: bool,
    request: str,
    again: bool,
    as_json: bool,
) -> None:
    """Give a credit note of the finalised invoice NUMBER, which itself stays as it is.

    The same command again finds the note that it made.
    """
    asked = read(whole, amount, lines)
    if preview:
        with snapshot():
            told = document.of_preview(service.preview(number, asked))
        answer(told, as_json, lambda: document.lines(told))
        return
    if reason is None or by is None:
        raise click.UsageError("--reason and --by are needed, or --preview")
    note, new = service.give(number, asked, reason=reason, by=by, request=request, again=again)
    told = {**document.of_note(note), "new": new}
    answer(told, as_json, lambda: [*document.lines(told), *([] if new else ["      given before"])])


@click.command("credits")
@click.option("--tenant", metavar="NAME", help="This tenant's only.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=LIMIT, show_default=True)
@as_json
@with_app
def credits(tenant: str | None, limit: int, as_json: bool) -> None:
    """List credit notes, the newest first."""
    with snapshot():
        tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
        page = service.listing(tenant_id=tenant_id, size=limit)
        told = [document.of_note(note) for note in page.entries]
    more = [f"… {page.total - len(told)} more (--limit)"] if page.total > len(told) else []
    said = {"total": page.total, "credit_notes": told}
    answer(said, as_json, lambda: [document.lines(one)[0] for one in told] + more or ["none"])


@click.command("credit-note")
@click.argument("number")
@click.option("--format", "shape", type=click.Choice(list(FORMS)), default="text")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the terminal."
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="The tenant's by default.")
@with_app
def credit_note(number: str, shape: str, out: Path | None, language: str | None) -> None:
    """Print the credit note of this number, or write it as JSON, PDF or an e-invoice (UBL 2.1)."""
    note = service.by_number(number)
    language = language or directory.by_id([note.tenant_id])[note.tenant_id].language
    write_out(FORMS[shape].write(note, language), out)
