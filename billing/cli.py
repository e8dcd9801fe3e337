"""``seatyard bill``; what needs no database is in ``offline``."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import SeatyardError

from . import terms
from .archive.cli import archive
from .audit.cli import audit
from .audit.verify_cli import verify
from .bank.cli import statement
from .comparison.cli import compare
from .contracts.service import versions_of
from .credits.cli import commands as credits
from .documents import text
from .documents.explain import Basis, explained
from .documents.invoice import of_invoice
from .drafts.cli import commands as drafts
from .dropping.cli import drop_calls
from .dunning.cli import dunning
from .duties.cli import commands as duties
from .exports.cli import export
from .exports.print_cli import print_month
from .fapiao.cli import fapiao
from .findings.cli import commands as finding
from .findings.models import CloseWord
from .findings.word import as_json as closed_despite
from .findings.word import word_of
from .gateway.cli import commands as stripe
from .invoices import prepayments, service
from .invoices.cli import crossings
from .invoices.close_cli import close_month
from .invoices.names import names_of
from .ledger.cli import journal, ledger
from .lifecycle import cli as _lifecycle  # noqa: F401  (its commands belong to ``seatyard tenant``)
from .lifecycle import deletion_cli as _deletion  # noqa: F401  (likewise)
from .offline import commands as offline
from .offline import explain_option, language_option
from .outlook.cli import outlook
from .owed.board_cli import show_board, show_revenue
from .owed.cli import arrears
from .recorded.cli import commands as recorded
from .recorded.moves_cli import commands as moves

MONTH = "YYYY-MM"


@click.group()
def bill() -> None:
    """Invoices: close a month, look at one, send them out."""


@bill.command("ahead")
@click.argument("period", metavar=MONTH)
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@as_json
@with_app
def ask_ahead(period: str, tenant: str | None, as_json: bool) -> None:
    """Ask for deposits and rent ahead of a month. Run again, it asks for what has come since."""
    asked = prepayments.ask(period, tenant)
    answer(
        {"period": period, "asked": [asdict(one) for one in asked]},
        as_json,
        lambda: [_asked(one) for one in asked] or [f"nothing is left to ask for ahead of {period}"],
    )
    if problems := [f"{one.tenant}: {one.problem}" for one in asked if one.problem]:
        raise SeatyardError("; ".join(problems))


@bill.command()
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


def _asked(one: prepayments.Asked) -> str:
    when = f"asked {one.asked}, due {one.due}" if one.asked else one.status
    return f"{one.number or '-'}  {one.tenant}  {one.currency} {one.total}  {one.status}  {when}"


bill.add_command(close_month)
bill.add_command(drafts)
bill.add_command(export)
bill.add_command(print_month)
bill.add_command(archive)
bill.add_command(fapiao)
bill.add_command(crossings)
bill.add_command(ledger)
bill.add_command(journal)
bill.add_command(audit)
bill.add_command(arrears)
bill.add_command(dunning)
bill.add_command(show_board)
bill.add_command(show_revenue)
bill.add_command(outlook)
bill.add_command(drop_calls)
for _command in credits:
    bill.add_command(_command)
bill.add_command(statement)
for move in moves:
    bill.add_command(move)
bill.add_command(stripe)
commands: list[click.Command] = [bill, *duties, *recorded, *finding, *offline, compare, verify]
