"""``seatyard bill show``."""

from __future__ import annotations

import click

from seatyard.cli.context import answer, as_json, with_app

from .. import terms
from ..contracts.service import versions_of
from ..documents import text
from ..documents.explain import Basis, explained
from ..documents.invoice import of_invoice
from ..findings.models import CloseWord
from ..findings.word import as_json as closed_despite
from ..findings.word import word_of
from ..offline import explain_option, language_option
from . import service
from .names import names_of


@click.command()
@click.argument("number")
@explain_option
@language_option
@as_json
@with_app
def show(number: str, explain: bool, language: str, as_json: bool) -> None:
    """Print the invoice of this number."""
    invoice = service.by_number(number)
    document = of_invoice(invoice)
    if explain:
        template = terms.find(invoice.contract.template)
        versions = [(one.starts, one.terms) for one in versions_of(invoice.contract)]
        document = explained(document, Basis(template, versions), names_of(invoice))
    word = word_of(invoice.id)
    if word is not None:
        document = {**document, "closed_despite": closed_despite(word)}
    answer(document, as_json, lambda: [*text.of_document(document, language=language), *_given(word)])


def _given(word: CloseWord | None) -> list[str]:
    """The word that an invoice was made on, with what stood open."""
    if word is None:
        return []
    open_ones = [
        f"  {one['id']}  {one['kind']}  {one['key']}  {one['message']}" for one in word.findings["items"]
    ]
    return [f"closed despite findings by {word.by} on {word.at:%Y-%m-%d}: {word.reason}", *open_ones]
