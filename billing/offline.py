"""``seatyard simulate`` and ``seatyard schema``: no database, no switch, and nothing loaded for them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from seatyard.cli.answers import answer, as_json

from . import cases, schemas
from .documents import data, text

SCHEMAS = {
    "terms": schemas.terms,
    "template": schemas.template,
    "case": schemas.case,
    "onboarding": schemas.onboarding,
}


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@as_json
def simulate(case: Path, as_json: bool) -> None:
    """Compute the invoices of a CASE file: a contract and facts, with no database and no switch."""
    document = data.of_answer(cases.answer(cases.load(case)))
    answer(
        document,
        as_json,
        lambda: [
            *(
                line
                for bill in (*document["prepayments"], *document["invoices"])
                for line in text.of_document(bill, explain=True)
            ),
            *text.of_arrears(document.get("arrears", [])),
            *text.of_unused(document["unused"]),
        ],
    )


@click.command()
@click.argument("kind", type=click.Choice(list(SCHEMAS)), default="case")
def schema(kind: str) -> None:
    """Print the JSON Schema of a sort of file, for editors to complete and check it by."""
    click.echo(json.dumps(SCHEMAS[kind](), ensure_ascii=False, indent=2))


commands: list[click.Command] = [simulate, schema]
