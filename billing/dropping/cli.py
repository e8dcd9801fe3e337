"""``seatyard bill drop-calls``."""

from __future__ import annotations

from datetime import date
from getpass import getuser
from zoneinfo import ZoneInfo

import click

from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import InvalidInput

from ..engine import Month
from . import service


@click.command("drop-calls")
@click.argument("period", metavar="YYYY-MM")
@click.option("--check", is_flag=True, help="Only say what stands against it.")
@click.option("--reason", metavar="TEXT", help="Why; kept with it.")
@click.option("--by", default=getuser, help="Who does it; by default who runs the command.")
@as_json
@with_app
def drop_calls(period: str, check: bool, reason: str | None, by: str, as_json: bool) -> None:
    """Drop the calls of a month (UTC) that nothing needs any more: the oldest that there is.

    Invoices, their evidence by name, and what each day came to stay. There is no way back but a backup.
    """
    month = Month.parse(period, ZoneInfo("UTC")).first_day
    if check:
        _answer_check(month, as_json)
        return
    if not reason:
        raise InvalidInput("why?", where="--reason", allowed="a reason, or --check")
    with acting(by):
        row = service.drop(month, by=by, reason=reason)
    said = {"month": period, "calls": row.calls, "legs": row.legs, "by": row.by, "reason": row.reason}
    answer(said, as_json, lambda: [f"{period}: {row.calls:,} calls with {row.legs:,} legs are dropped"])


def _answer_check(month: date, as_json: bool) -> None:
    """Exit status 1 where something stands against it."""
    found = service.obstacles(month)
    said = {"month": f"{month:%Y-%m}", "against": found}
    answer(said, as_json, lambda: [f"against it: {one}" for one in found] or ["nothing stands against it"])
    if found:
        raise click.exceptions.Exit(1)
