"""``seatyard outage``: what was away, whose fault it was, and what is announced ahead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from getpass import getuser

import click
from flask import current_app

from seatyard import moments
from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot
from seatyard.errors import InvalidInput

from . import classes, directory, plans, shown
from .models import OutageClass, Plan
from .parts import CAUSES, NONE

MOMENT = "TIME"

by = click.option("--by", default=getuser, help="Who says so; by default who runs the command.")
reason = click.option("--reason", required=True, help="Why; kept for good.")


@click.group()
def outage() -> None:
    """Outages: whose fault each was, and what is announced ahead."""


@outage.command("list")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1))
@as_json
@with_app
def list_outages(page: int, as_json: bool) -> None:
    """Print the outages, the latest first, with all that was said of each."""
    with snapshot():
        rows = directory.listing(page).entries
        said = classes.history([row.id for row in rows])
        told = [shown.outage(row, said.get(row.id, [])) for row in rows]
    answer(
        {"outages": told}, as_json, lambda: [line for one in told for line in shown.lines(one)] or ["none"]
    )


@outage.command()
@click.argument("outage_id", type=int, metavar="ID")
@click.argument("cause", type=click.Choice([cause for cause in CAUSES if cause != NONE]))
@reason
@click.option("--announced", metavar=MOMENT, help="Of planned work: when tenants were told.")
@by
@as_json
@with_app
def classify(outage_id: int, cause: str, reason: str, announced: str | None, by: str, as_json: bool) -> None:
    """Say whose fault an outage was. What was said before stays on record."""
    told = _moment(announced, "--announced") if announced else None
    _classified(classes.classify(outage_id, cause, reason=reason, by=by, announced_at=told), as_json)


@outage.command()
@click.argument("what", metavar="ID")
@reason
@by
@as_json
@with_app
def withdraw(what: str, reason: str, by: str, as_json: bool) -> None:
    """Take back a plan (`P3`), or an outage (`17`) that was none. It stays on record, and counts no more."""
    if match := re.fullmatch(r"[Pp]([0-9]{1,9})", what):
        gone = plans.withdraw(int(match[1]), reason=reason, by=by)
        _planned([gone], as_json)
    elif re.fullmatch(r"[0-9]{1,9}", what):
        _classified(classes.classify(int(what), NONE, reason=reason, by=by), as_json)
    else:
        raise InvalidInput(f"{what!r} is no outage and no plan", where="ID", allowed="17, or P3")


@outage.command()
@click.argument("cause", type=click.Choice(plans.ALLOWED))
@click.argument("starts", metavar="FROM")
@click.argument("ends", metavar="UNTIL", required=False)
@click.option("--node", "nodes", multiple=True, help="For all tenants at home there (repeatable).")
@click.option("--tenant", "tenants", multiple=True, help="For this tenant (repeatable).")
@click.option("--seat", "seats", multiple=True, help="For this seat, as acme/1001 (repeatable).")
@click.option("--announced", metavar=MOMENT, help="When tenants were told; now by default.")
@reason
@by
@as_json
@with_app
def plan(
    cause: str,
    starts: str,
    ends: str | None,
    nodes: Sequence[str],
    tenants: Sequence[str],
    seats: Sequence[str],
    announced: str | None,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Announce planned work, or force majeure: for everything, or for what is named.

    Times are local ones of the operator, or carry their own offset. Only force majeure may have no end.
    """
    made = plans.plan(
        cause,
        _moment(starts, "FROM"),
        _moment(ends, "UNTIL") if ends else None,
        reason=reason,
        by=by,
        nodes=nodes,
        tenants=tenants,
        seats=seats,
        announced_at=_moment(announced, "--announced") if announced else None,
    )
    _planned([made], as_json)


@outage.command("plans")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1))
@as_json
@with_app
def list_plans(page: int, as_json: bool) -> None:
    """Print what was announced, the withdrawn too, the latest beginning first."""
    with snapshot():
        found = plans.listing(page).entries
        _planned(found, as_json)


def _classified(word: OutageClass, as_json: bool) -> None:
    document = {"outage": word.outage_id, **shown.word(word)}
    answer(document, as_json, lambda: [f"outage {word.outage_id}: {word.cause}: {word.reason}"])


def _planned(found: Sequence[Plan], as_json: bool) -> None:
    for_whom = plans.names(found)
    told = [shown.plan(one, for_whom[one.id]) for one in found]
    answer({"plans": told}, as_json, lambda: [shown.plan_line(one) for one in told] or ["none"])


def _moment(text: str, where: str) -> datetime:
    return moments.read(text, settings_of(current_app).timezone, where)
