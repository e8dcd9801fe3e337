"""``seatyard meter rebuild``: bill a lost call from what was heard of it."""

from __future__ import annotations

from getpass import getuser

import click

from seatyard.cli.context import answer, as_json, with_app

from ..calls.fold import fold_all
from . import rebuilding


@click.command()
@click.argument("finding", type=int)
@click.option("--reason", required=True, help="Why it is to be billed.")
@click.option("--by", default=getuser, help="Who says so; by default who runs the command.")
@as_json
@with_app
def rebuild(finding: int, reason: str, by: str, as_json: bool) -> None:
    """Bill the lost call of FINDING (a call_lost) from what was heard of it.

    Its talk runs from the answer to the last proof that it lived. Should its own record come after all,
    that takes its place.
    """
    done = rebuilding.accept(finding, by, reason)
    said = {"finding": done.id, "node": done.detail["node"], "uuid": done.detail["uuid"]}
    fold_all()
    answer(said, as_json, lambda: [f"{done.key}: billed as rebuilt"])
