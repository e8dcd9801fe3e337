"""``seatyard meter``: records into calls, and calls against what the switch said."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import click
from flask import current_app
from sqlalchemy import func, select

from seatyard import clock, moments
from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput, NotFound
from tenants import directory

from ..models import CdrRecord
from ..reconcile.records import Reconciliation, reconcile
from . import fold as folding
from . import refusals

SETTLED = timedelta(minutes=5)
"""A post with its retries takes up to 20 s (QUIRKS 20): younger hang-ups may still get their record."""


@click.group()
def meter() -> None:
    """Records into calls, and calls against what the switch says."""


@meter.command()
@click.option("--again", is_flag=True, help="Also ask the records again that named no tenant before.")
@as_json
@with_app
def fold(again: bool, as_json: bool) -> None:
    """Make legs and calls of the records that came in."""
    with snapshot():
        waiting = _count(CdrRecord.folded_at.is_(None), *(() if again else (CdrRecord.parked_at.is_(None),)))
    with click.progressbar(length=waiting, label="records", file=sys.stderr) as bar:
        folded = folding.fold_all(again=again, progress=bar.update)
    with snapshot():
        parked = _count(CdrRecord.parked_at.is_not(None))
    said = f"{folded} records folded, {parked} wait for a tenant"
    answer({"records": folded, "parked": parked}, as_json, lambda: [said])


@meter.command()
@click.argument("tenant")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3660))
@as_json
@with_app
def refused(tenant: str, days: int, as_json: bool) -> None:
    """Count the calls of a tenant that the switch refused, by reason."""
    with snapshot():
        there = directory.find(tenant)
        if there is None:
            raise NotFound(f"no tenant {tenant}", where="TENANT")
        found = refusals.since(there.id, clock.now() - timedelta(days=days))
    lines = [f"{count}  {reason}" for reason, count in found.items()]
    answer({"tenant": tenant, "days": days, "refused": found}, as_json, lambda: lines or ["none"])


@meter.command("reconcile")
@click.option("--from", "since", metavar="TIME", help="Default: a day before --to.")
@click.option("--to", "until", metavar="TIME", help="Default: five minutes ago.")
@as_json
@with_app
def reconcile_command(since: str | None, until: str | None, as_json: bool) -> None:
    """Compare hang-ups heard on the Event Socket with the call records.

    TIME is ISO 8601 (2026-03-01, 2026-03-01T09:00, with or without an offset; the operator's zone without).
    What is missing or differs becomes a finding.
    """
    to = _moment(until, "--to") if until else clock.now() - SETTLED
    start = _moment(since, "--from") if since else to - timedelta(days=1)
    if start >= to:
        raise InvalidInput("nothing lies between", where=f"--from {start.isoformat()} --to {to.isoformat()}")
    folding.fold_all()
    found = reconcile(start, to)
    span = {"from": start.isoformat(), "to": to.isoformat()}
    answer({**span, **found.as_json()}, as_json, lambda: [f"{span['from']} to {span['to']}:", *_lines(found)])


def _lines(found: Reconciliation) -> list[str]:
    return [
        f"{found.hangups} hang-ups heard, {found.legs} legs recorded",
        f"{found.missing} without a record, {found.differing} with another talk time (see the findings)",
        f"{found.unheard} recorded whose hang-up was not heard; {found.parked} records wait for a tenant",
    ]


def _moment(text: str, option: str) -> datetime:
    return moments.read(text, settings_of(current_app).timezone, option)


def _count(*conditions: object) -> int:
    return db.session.scalar(select(func.count(CdrRecord.id)).where(*conditions)) or 0  # type: ignore[arg-type]
