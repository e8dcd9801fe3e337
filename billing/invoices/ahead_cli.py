"""``seatyard bill ahead``."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import SeatyardError

from . import prepayments


@click.command("ahead")
@click.argument("period", metavar="YYYY-MM")
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


def _asked(one: prepayments.Asked) -> str:
    when = f"asked {one.asked}, due {one.due}" if one.asked else one.status
    return f"{one.number or '-'}  {one.tenant}  {one.currency} {one.total}  {one.status}  {when}"
