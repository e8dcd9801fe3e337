"""``seatyard bill refund``, ``write-off`` and ``recover``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app

from . import moves
from .cli import said
from .typed import decimal


def _command(name: str, what: str, metavar: str, words: str, move: Callable[..., Any]) -> click.Command:
    @click.command(name, help=words)
    @click.argument(what, metavar=metavar)
    @click.option("--amount", metavar="AMOUNT", help="All there is by default.")
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The local day; today by default.")
    @click.option("--reason", required=True, help="Why.")
    @click.option("--by", required=True, metavar="LOGIN", help="Whose word that is: the operator's people.")
    @as_json
    @with_app
    def run(amount: str | None, on: datetime | None, reason: str, by: str, as_json: bool, **of: str) -> None:
        taken = decimal(amount, "--amount") if amount is not None else None
        day = on.date() if on else None
        told = move(of[what], amount=taken, on=day, reason=reason, by=by)
        answer(asdict(told), as_json, lambda: said([told]))

    return run


refund = _command(
    "refund",
    "of",
    "FACT|NUMBER",
    "Give money back that paid nothing: of a payment (F17), a bill below zero or a credit note.",
    moves.refund,
)
write_off = _command("write-off", "number", "NUMBER", "Expect an open bill no more.", moves.write_off)
recover = _command("recover", "of", "FACT", "Expect after all what was written off (F20).", moves.recover)
