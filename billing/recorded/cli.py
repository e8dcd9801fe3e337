"""``seatyard fact``: what no machine sees."""

from __future__ import annotations

from dataclasses import asdict
from getpass import getuser
from pathlib import Path

import click

from seatyard import documents
from seatyard.cli.context import answer, as_json, with_app

from . import service
from .kinds import RECORDED

told_by = click.option("--by", default=getuser, help="Who says so; by default who runs the command.")


@click.group()
def fact() -> None:
    """Facts of a contract that no machine sees: payments, installations, hours, key figures."""


@fact.command("add")
@click.argument("tenant")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--contract", type=int, help="Its id, where the tenant has several.")
@click.option("--again", is_flag=True, help="Also what equals a fact that was told before: one more of it.")
@told_by
@as_json
@with_app
def add_facts(tenant: str, file: Path, contract: int | None, again: bool, by: str, as_json: bool) -> None:
    """Record the facts of FILE, a `facts:` mapping as in a case. Run again, it adds nothing."""
    told = service.add(tenant, documents.read(file), by=by, contract_id=contract, again=again)
    answer({"facts": [asdict(one) for one in told]}, as_json, lambda: said(told))


@fact.command("list")
@click.argument("tenant")
@click.option("--kind", type=click.Choice(list(RECORDED)), help="Of this kind.")
@click.option("--period", metavar="YYYY-MM", help="Dated into this month.")
@as_json
@with_app
def list_facts(tenant: str, kind: str | None, period: str | None, as_json: bool) -> None:
    """Print the facts recorded for TENANT, the withdrawn ones too."""
    told = service.listing(tenant, kind=kind, period=period)
    answer({"facts": [asdict(one) for one in told]}, as_json, lambda: said(told))


@fact.command("withdraw")
@click.argument("fact_id", metavar="ID")
@click.option("--reason", required=True, help="Why it does not hold.")
@told_by
@as_json
@with_app
def withdraw_fact(fact_id: str, reason: str, by: str, as_json: bool) -> None:
    """Take the fact of this ID (`F17`) back. It stays on record, and counts no more."""
    gone = service.withdraw(fact_id, reason=reason, by=by)
    answer(asdict(gone), as_json, lambda: said([gone]))


def said(facts: list[service.Answer]) -> list[str]:
    """Facts as lines to print."""
    lines = []
    for one in facts:
        words = ", ".join(f"{key} {value}" for key, value in sorted(one.document.items()))
        status = f"{one.status}: {one.reason}" if one.reason else one.status
        lines.append(f"{one.name}  {one.kind}  {words}  {status}")
        if "asked" in one.document:
            lines.append(f"    takes effect on {one.on}")
        if not one.counted:
            lines.append(f"    ! no clause of the contract counts {one.kind}")
        if one.invoiced:
            close = f"`bill close {one.on:%Y-%m}`"
            lines.append(f"    its month is invoiced ({one.invoiced}): {close} shows the difference")
    return lines or ["no facts"]
