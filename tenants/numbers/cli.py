"""``seatyard number``: the operator's pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from getpass import getuser
from pathlib import Path
from typing import Any, TypeVar

import click

from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from seatyard.db import db

from ..models import Number, NumberChange
from . import listing, pool, service
from .e164 import valid
from .states import STATES

F = TypeVar("F", bound=Callable[..., Any])
E164 = click.argument("e164", metavar="NUMBER")


def changing(function: F) -> F:
    """The option that every change has: who makes it."""
    told = "Who does this; by default who runs the command."
    return click.option("--by", default=getuser, help=told)(as_json(with_app(function)))


def day(name: str, help: str, required: bool = False) -> Callable[[F], F]:
    """An option that is a day."""
    kind = click.DateTime(["%Y-%m-%d"])
    return click.option(name, type=kind, metavar="DAY", help=help, required=required)


reason = click.option("--reason", default="", help="Why, for the record.")


@click.group()
def number() -> None:
    """The operator's pool of telephone numbers."""


@number.command()
@E164
@click.option("--carrier", help="The carrier that it comes from: a trunk's name.")
@changing
def add(e164: str, carrier: str | None, by: str, as_json: bool) -> None:
    """Put one number into the pool."""
    with acting(by):
        added = pool.add(e164, carrier).e164
    db.session.commit()
    answer({"added": added}, as_json, lambda: [f"{added}: in the pool"])


@number.command("import")
@click.argument("file", type=EXISTING_FILE)
@changing
def import_numbers(file: Path, by: str, as_json: bool) -> None:
    """Put the numbers of a CSV file into the pool: all of them, or with a fault none.

    Columns, the first row naming them: e164, and as wanted carrier, state (free, reserved, porting,
    quarantined), for (a tenant's name), until (a day).
    """
    with acting(by):
        done = pool.import_csv(file)
    answer(asdict(done), as_json, lambda: [f"{done.added} added, {done.there_before} there before"])


@number.command("list")
@click.option("--state", type=click.Choice(STATES), help="In this state alone.")
@click.option("--tenant", metavar="NAME", help="This tenant's, and what is kept for it.")
@click.option("--carrier", metavar="NAME", help="Of this carrier.")
@click.option("--prefix", default="", help="That begin so: +8610.")
@as_json
@with_app
def list_numbers(as_json: bool, **filters: Any) -> None:
    """The numbers, their states, and who has them."""
    found = list(listing.entries(**filters))
    answer([asdict(one) for one in found], as_json, lambda: [_line(one) for one in found] or ["none"])


@number.command()
@E164
@click.option("--for", "tenant", metavar="TENANT", required=True, help="Its name; it may be still to come.")
@day("--until", "Free again from this day on.")
@changing
def reserve(e164: str, tenant: str, until: datetime | None, by: str, as_json: bool) -> None:
    """Keep a number for a tenant: no other can have it."""
    with acting(by):
        _done(service.reserve(valid(e164), tenant, _day(until)), as_json)


@number.command()
@E164
@reason
@changing
def release(e164: str, reason: str, by: str, as_json: bool) -> None:
    """Free a reserved or quarantined number; say that a ported one is there, or stays."""
    with acting(by):
        _done(service.release(valid(e164), reason), as_json)


@number.command()
@E164
@day("--on", "The day on which it comes or leaves.", required=True)
@click.option("--for", "tenant", metavar="TENANT", help="The tenant that it comes for.")
@changing
def port(e164: str, on: datetime, tenant: str | None, by: str, as_json: bool) -> None:
    """Let a number come in from another carrier, or a tenant's number leave with it."""
    with acting(by):
        _done(service.port(valid(e164), on.date(), tenant), as_json)


@number.command()
@E164
@day("--until", "Free from this day on; by default after the days of a number given back.")
@reason
@changing
def quarantine(e164: str, until: datetime | None, reason: str, by: str, as_json: bool) -> None:
    """Keep a number from everybody until a day."""
    with acting(by):
        _done(service.quarantine(valid(e164), _day(until) or service.quarantined_until(), reason), as_json)


@number.command()
@E164
@reason
@changing
def remove(e164: str, reason: str, by: str, as_json: bool) -> None:
    """Take a number out of the pool that no tenant has."""
    gone = valid(e164)
    with acting(by):
        service.remove(gone, reason)
    db.session.commit()
    answer({"removed": gone}, as_json, lambda: [f"{gone}: out of the pool"])


@number.command()
@E164
@as_json
@with_app
def history(e164: str, as_json: bool) -> None:
    """Every move of a number, by whom and when."""
    moves = listing.history(valid(e164))
    columns = ("at", "by", "before", "after", "tenant", "until", "reason")
    found = [{name: getattr(move, name) for name in columns} for move in moves]
    answer(found, as_json, lambda: [_move(move) for move in moves] or ["never in the pool"])


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _done(number: Number, as_json: bool) -> None:
    holder = number.tenant.name if number.tenant else number.kept_for
    flow = number.flow.name if number.flow else None
    entry = listing.Entry(number.e164, number.state, number.carrier, holder, number.until, flow)
    db.session.commit()
    answer(asdict(entry), as_json, lambda: [_line(entry)])


def _line(one: listing.Entry) -> str:
    until = f"until {one.until}" if one.until else ""
    told = (one.e164, one.state, one.tenant and f"for {one.tenant}", until, one.carrier, one.flow)
    return "  ".join(text for text in told if text)


def _move(move: NumberChange) -> str:
    """One line: when, from where to where, for whom, until when, by whom and why."""
    way = f"{move.before} → {move.after}" if move.before else move.after
    told = (
        f"{move.at:%Y-%m-%d %H:%M:%S} UTC",
        way,
        move.tenant and f"for {move.tenant}",
        move.until and f"until {move.until}",
        f"by {move.by}",
        move.reason,
    )
    return "  ".join(text for text in told if text)
