"""``seatyard simulate`` and ``seatyard schema``: no database, no switch, and nothing loaded for them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from seatyard.cli.answers import answer, as_json

from . import cases, schemas, terms
from .cases.names import names_of
from .documents import data, text
from .documents.explain import Basis, explained

SCHEMAS = {
    "terms": schemas.terms,
    "template": schemas.template,
    "case": schemas.case,
    "onboarding": schemas.onboarding,
}


explain_option = click.option(
    "--explain", is_flag=True, help="How each amount came about, and the contract's words for it."
)
language_option = click.option(
    "--language", type=click.Choice(list(text.LANGUAGES)), default="both", help="Of what is printed."
)


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@explain_option
@language_option
@as_json
def simulate(case: Path, explain: bool, language: str, as_json: bool) -> None:
    """Compute the invoices of a CASE file: a contract and facts, with no database and no switch."""
    told = cases.load(case)
    computed = cases.answer(told)
    document = data.of_answer(computed)
    if explain:
        basis = Basis(terms.find(told.template) if told.template else None, told.terms)
        for kind in ("prepayments", "invoices"):
            bills = zip(document[kind], getattr(computed, kind), strict=True)
            document[kind] = [explained(one, basis, names_of(told, bill)) for one, bill in bills]
    answer(
        document,
        as_json,
        lambda: [
            *(
                line
                for bill in (*document["prepayments"], *document["invoices"])
                for line in text.of_document(bill, language=language)
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
