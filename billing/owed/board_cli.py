"""``seatyard bill board`` and ``bill revenue``: what finance looks at by month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app

from ..documents.data import plain
from ..ledger.revenue import Earned, revenue
from .board import Board, Lane, board, months


@click.command("board")
@click.argument("period", metavar="YYYY-MM", required=False)
@as_json
@with_app
def show_board(period: str | None, as_json: bool) -> None:
    """Print where a month's drafts, invoices and credit notes stand; the latest month by default."""
    period = period or next(iter(months()), "")
    found = board(period)
    answer(_as_json(period, found), as_json, lambda: list(_lines(period, found)))


@click.command("revenue")
@click.argument("until", metavar="YYYY-MM", required=False)
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True)
@as_json
@with_app
def show_revenue(until: str | None, months: int, as_json: bool) -> None:
    """Print what was earned by kind, month by month, from the ledger."""
    found = revenue(months, until)
    told = [
        {"currency": one.currency, "months": {month: _plain(kinds) for month, kinds in one.months.items()}}
        for one in found
    ]
    answer({"revenue": told}, as_json, lambda: list(_earned(found)) or ["nothing was earned yet"])


def _as_json(period: str, found: Board) -> dict[str, Any]:
    return {
        "period": period,
        "drafts": {state: _lane(lane) for state, lane in found.drafts.items()},
        "invoices": {state: _lane(lane) for state, lane in found.invoices.items()},
        "final": _lane(found.final),
        "credited": _lane(found.credited),
    }


def _lane(lane: Lane) -> dict[str, Any]:
    return {"count": lane.count, "totals": _plain(lane.totals), "open": _plain(lane.open)}


def _plain(amounts: dict[str, Decimal]) -> dict[str, str]:
    return {name: plain(amount) for name, amount in sorted(amounts.items())}


def _lines(period: str, found: Board) -> Iterator[str]:
    lanes = [
        *((f"drafts, {state}", lane) for state, lane in found.drafts.items()),
        *((f"invoices, {state}", lane) for state, lane in found.invoices.items()),
        ("credit notes", found.credited),
    ]
    for name, lane in lanes:
        if lane.count:
            still = f", {_said(lane.open)} open" if lane.open else ""
            yield f"{period}  {name}: {lane.count}, {_said(lane.totals)}{still}"
    if not any(lane.count for _, lane in lanes):
        yield f"{period or 'no month'}: nothing"


def _earned(found: list[Earned]) -> Iterator[str]:
    for one in found:
        for month, kinds in one.months.items():
            parts = ", ".join(f"{name} {kinds[name]:,}" for name in one.accounts if name in kinds)
            yield f"{month}  {one.currency} {one.totals[month]:,}{f': {parts}' if parts else ''}"


def _said(amounts: dict[str, Decimal]) -> str:
    return " + ".join(f"{currency} {amount:,}" for currency, amount in sorted(amounts.items()))
