"""``seatyard tenant``: a tenant from its file, and the file of a tenant."""

from __future__ import annotations

from dataclasses import asdict
from getpass import getuser
from pathlib import Path

import click
import yaml

from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE

from . import service
from .lead_times import Waiver


@click.group()
def tenant() -> None:
    """Tenants: who leases seats here."""


@tenant.command()
@click.argument("file", type=EXISTING_FILE)
@click.option("--waive", metavar="REASON", help="Insist on no lead time of the contract, for this reason.")
@click.option("--by", default=getuser, help="Who onboards and waives; by default who runs the command.")
@as_json
@with_app
def onboard(file: Path, waive: str | None, by: str, as_json: bool) -> None:
    """Make a tenant what FILE says; run again it changes nothing.

    Seats added or released inside the contract's lead time begin or end on the first day on which
    they may.
    """
    with acting(by):
        outcome = service.onboard(file, Waiver(waive, by) if waive is not None else None)
    answer(asdict(outcome), as_json, lambda: _report(outcome))


@tenant.command()
@click.argument("name")
@as_json
@with_app
def export(name: str, as_json: bool) -> None:
    """Print the file that would bring the tenant NAME about."""
    document = service.export(name)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False).rstrip()
    answer(document, as_json, lambda: [text])


def _report(outcome: service.Outcome) -> list[str]:
    if not outcome.changes and not outcome.created:
        return [f"{outcome.tenant}: nothing to change (generation {outcome.generation})"]
    head = f"{outcome.tenant}: {'new' if outcome.created else 'changed'}, generation {outcome.generation}"
    made = [f"  password of {seat}: {text} (shown once)" for seat, text in outcome.passwords.items()]
    return [head, *(f"  {change}" for change in outcome.changes), *made]
