"""``seatyard bill dunning``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from getpass import getuser
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app

from seatyard import clock
from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot
from seatyard.errors import InvalidInput

from . import document, ending, service, words
from .models import DunningStep

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def dunning() -> None:
    """What follows when bills are not paid: reminders, notice, suspension, termination."""


def _word(function: Callable[..., None]) -> Callable[..., None]:
    """The options of a person's word."""
    for option in (
        click.option("--contract", type=int, help="Its id, where the tenant has several."),
        click.option("--by", default=getuser, help="Whose word it is; by default who runs the command."),
        click.option("--reason", required=True, help="Why; kept with the step."),
        as_json,
    ):
        function = option(function)
    return function


@dunning.command("run")
@click.option("--at", type=DAY, help="Only what was due by this day; with --dry-run any day.")
@click.option("--dry-run", is_flag=True, help="Say what is due, or will be on that day if nobody pays.")
@as_json
@with_app
def run(at: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Take every step that is due. Run again, or on two machines at once, it does nothing twice."""
    day = at.date() if at else None
    if not dry_run:
        _check_day(day)
    done = service.foreseen(day) if dry_run else service.run(day)
    said = [{"tenant": one.tenant, "contract": one.contract_id} | document.of_step(one.step) for one in done]
    key = "due" if dry_run else "done"
    answer({key: said}, as_json, lambda: [_line(one) for one in said] or ["nothing is due"])


@dunning.command("show")
@click.argument("tenant")
@as_json
@with_app
def show(tenant: str, as_json: bool) -> None:
    """Print what is open of TENANT, what was done about it, and what comes next."""
    with snapshot():
        found = [document.of_matter(one) for one in service.of_tenant(tenant)]
    said = {"tenant": tenant, "contracts": found}
    answer(said, as_json, lambda: [line for one in found for line in document.lines(one)] or ["no contract"])


@dunning.command("hold")
@click.argument("tenant")
@click.option("--until", type=DAY, help="Its last day; until it is resumed by default.")
@_word
@with_app
def hold(
    tenant: str, until: datetime | None, reason: str, by: str, contract: int | None, as_json: bool
) -> None:
    """Do nothing about TENANT's bills until it is resumed; what it pays still counts."""
    last = until.date() if until else None
    _told(lambda: [words.hold(tenant, by=by, reason=reason, until=last, contract=contract)], as_json)


@dunning.command("resume")
@click.argument("tenant")
@_word
@with_app
def resume(tenant: str, reason: str, by: str, contract: int | None, as_json: bool) -> None:
    """Go on with TENANT's bills: what became due meanwhile is due now."""
    _told(lambda: [words.resume(tenant, by=by, reason=reason, contract=contract)], as_json)


@dunning.command("told")
@click.argument("tenant")
@click.argument("bill")
@_word
@with_app
def told(tenant: str, bill: str, reason: str, by: str, contract: int | None, as_json: bool) -> None:
    """Record that TENANT was told today, not by e-mail, of a suspension for the invoice BILL."""
    _told(lambda: [words.told(tenant, bill, by=by, reason=reason, contract=contract)], as_json)


@dunning.command("suspend")
@click.argument("tenant")
@_word
@with_app
def suspend(tenant: str, reason: str, by: str, contract: int | None, as_json: bool) -> None:
    """Stop TENANT's service, where its contract gives the right to."""
    _told(lambda: words.suspend(tenant, by=by, reason=reason, contract=contract), as_json)


@dunning.command("terminate")
@click.argument("tenant")
@_word
@with_app
def terminate(tenant: str, reason: str, by: str, contract: int | None, as_json: bool) -> None:
    """End TENANT's contract today, where it gives the right to; the month's close bills its penalty."""
    _told(lambda: [ending.terminate(tenant, by=by, reason=reason, contract=contract)], as_json)


@dunning.command("undo")
@click.argument("step", type=int)
@click.option("--by", default=getuser, help="Whose word it is; by default who runs the command.")
@click.option("--reason", required=True, help="Why; kept with the step.")
@as_json
@with_app
def undo(step: int, reason: str, by: str, as_json: bool) -> None:
    """Take back the step of this id; it does not come again by itself. Service is restored at once."""
    _told(lambda: [words.undo(step, by=by, reason=reason)], as_json)


@dunning.command("again")
@click.argument("step", type=int)
@click.option("--by", default=getuser, help="Whose word it is; by default who runs the command.")
@click.option("--reason", required=True, help="Why; kept with the step.")
@as_json
@with_app
def again(step: int, reason: str, by: str, as_json: bool) -> None:
    """Let the step of this id, which was undone, come again by itself."""
    _told(lambda: [words.again(step, by=by, reason=reason)], as_json)


def _told(say: Callable[[], list[DunningStep]], as_json: bool) -> None:
    made = [_of_word(row) for row in say()]
    answer({"steps": made}, as_json, lambda: [f"{one['id']}  {_line(one)}" for one in made])


def _of_word(row: DunningStep) -> dict[str, Any]:
    about = {"about": row.about_id} if row.about_id else {}
    said = {"id": row.id, "on": row.on.isoformat(), "step": row.kind, "bill": row.bill, "by": row.by}
    return said | {"reason": row.reason} | about


def _line(one: dict[str, Any]) -> str:
    tenant = f"{one['tenant']}  " if "tenant" in one else ""
    return f"{tenant}{one['on']}  {document.called(one)}"


def _check_day(day: date | None) -> None:
    zone = ZoneInfo(settings_of(current_app).timezone)
    today = clock.now().astimezone(zone).date()
    if day is not None and day > today:
        raise InvalidInput(f"{day} is still to come", where="--at", allowed=f"up to {today}, or --dry-run")
