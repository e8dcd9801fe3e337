"""``seatyard seat time``: where seats' time went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import reading

from .days import Day
from .documents import as_csv, as_document
from .listing import Report, report


@click.command("time")
@click.argument("tenant")
@click.option("--seat", "number", metavar="NUMBER", help="Of this seat alone.")
@click.option(
    "--from", "since", type=datetime.fromisoformat, metavar="TIME", help="Default: the last midnight."
)
@click.option("--to", "until", type=datetime.fromisoformat, metavar="TIME", help="Default: now.")
@click.option("--intervals", is_flag=True, help="Every interval, with what tells of it.")
@click.option("--csv", "table", is_flag=True, help="Answer in CSV, a row a seat and day, in seconds.")
@as_json
@with_app
def seat_time(
    tenant: str,
    number: str | None,
    since: datetime | None,
    until: datetime | None,
    intervals: bool,
    table: bool,
    as_json: bool,
) -> None:
    """Show where the time of the seats of TENANT went: signed in, talking, on hold, busy, unknown.

    TIME is ISO 8601, in the tenant's zone unless it names another; totals are of its days. What nobody
    heard is unknown, and counts as nothing else.
    """
    reading()
    found = report(tenant, since, until, number)
    if table:
        click.echo(as_csv(found), nl=False)
        return
    answer(as_document(found), as_json, lambda: list(_lines(found, intervals)) or ["no seat was leased then"])


def _lines(found: Report, intervals: bool) -> Iterator[str]:
    for one in found.seats:
        for day in one.days:
            yield f"{one.seat.number}  {day.day}  signed in {clock_time(day.signed_in)}  {_totals(day)}"
            for stretch in day.stretches if intervals else ():
                starts, ends = (moment.astimezone(found.zone) for moment in (stretch.starts, stretch.ends))
                state = _named(stretch.state, stretch.reason)
                yield f"    {starts:%F %T}  {ends:%F %T}  {state}  {stretch.evidence}".rstrip()


def _totals(day: Day) -> str:
    return "  ".join(f"{_named(*kind)} {clock_time(time)}" for kind, time in day.times.items())


def _named(state: str, reason: int | None) -> str:
    return f"{state}:{reason}" if reason else state


def clock_time(microseconds: int) -> str:
    """``7:05:09``, in whole seconds, rounded down."""
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
