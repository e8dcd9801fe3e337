"""``seatyard meter rebuild``: bill calls without a record from what was heard of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from getpass import getuser
from typing import Any

import click

from seatyard import findings
from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import InvalidInput, SeatyardError

from ..calls.fold import fold_all
from . import rebuilding
from .rebuilding import Rebuilt


@click.command()
@click.argument("numbers", metavar="[FINDING]...", type=int, nargs=-1)
@click.option("--kind", type=click.Choice(rebuilding.KINDS), help="All open findings of this kind instead.")
@click.option("--reason", required=True, help="Why they are to be billed.")
@click.option("--by", default=getuser, help="Who says so; by default who runs the command.")
@as_json
@with_app
def rebuild(numbers: tuple[int, ...], kind: str | None, reason: str, by: str, as_json: bool) -> None:
    """Bill the calls of FINDINGs that have no record from what was heard of them.

    A cdr_missing is billed as its record would have been: its hang-up tells the same. Sweep the error folders
    first. The talk of a call_lost runs from its answer to the last proof that it lived. Should a record come
    after all, it takes that one's place.
    """
    if bool(numbers) == bool(kind):
        raise InvalidInput("which ones?", where="FINDING", allowed="numbers of findings, or --kind")
    done, left = list[Rebuilt](), dict[int, str]()
    try:
        for number in numbers or [one.id for one in findings.still_open(kind)]:
            try:
                done.append(rebuilding.accept(number, by, reason))
            except SeatyardError as error:
                if numbers:
                    raise
                left[number] = str(error)
    finally:
        fold_all()
    said = {"rebuilt": [_said(one) for one in done], "left": left}
    answer(said, as_json, lambda: list(_lines(done, left)))


def _said(one: Rebuilt) -> dict[str, Any]:
    return {"finding": one.finding_id, "node": one.node, "uuid": one.uuid, "lacks": list(one.lacks)}


def _lines(done: Sequence[Rebuilt], left: dict[int, str]) -> Iterable[str]:
    for one in done:
        lacks = f"; nobody heard {', '.join(one.lacks)}" if one.lacks else ""
        yield f"{one.node}/{one.uuid}: billed as rebuilt{lacks}"
    yield from left.values()
    yield f"{len(done)} rebuilt, {len(left)} left"
