"""``seatyard seat``: what seats say of themselves, saying it for them, and what supervisors do."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from getpass import getuser
from typing import Any

import click

from seatyard import clock
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import reading

from ..models import AFTER_CALL, BUSY
from . import asking, listing, supervising
from .notes import STATES
from .supervisions import listing as supervisions_of

DAY = timedelta(days=1)


@click.group()
def seat() -> None:
    """Seats: their states."""


@seat.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_seats(tenant: str, as_json: bool) -> None:
    """Show what the seats of TENANT say of themselves."""
    reading()
    found = [asdict(one) for one in listing.of_tenant(tenant)]
    answer(found, as_json, lambda: [_line(one) for one in found])


@seat.command()
@click.argument("tenant")
@click.argument("number")
@click.argument("state", metavar="STATE", type=click.Choice(STATES))
@click.option("--reason", type=int, metavar="CODE", help=f"Of {BUSY}: the code of one of its reasons.")
@click.option("--minutes", type=int, help=f"Of {AFTER_CALL}: ready again by itself after so many.")
@click.option("--by", default=getuser, help="Who asks for it; by default who runs the command.")
@as_json
@with_app
def state(
    tenant: str, number: str, state: str, reason: int | None, minutes: int | None, by: str, as_json: bool
) -> None:
    """Put seat NUMBER of TENANT into a STATE: ready, busy, after_call or signed_out."""
    done = asking.set_state(tenant, number, state, reason, minutes, by)
    told = done.status or f"the node has it when it is back: {done.problem}"
    answer(asdict(done), as_json, lambda: [f"{number}: {done.state}, on the switch: {told}"])


@seat.command()
@click.argument("tenant")
@click.argument("number")
@click.option("--from", "since", type=datetime.fromisoformat, metavar="TIME", help="Default: a day ago.")
@click.option("--to", "until", type=datetime.fromisoformat, metavar="TIME", help="Default: now.")
@as_json
@with_app
def history(tenant: str, number: str, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Show the states of seat NUMBER of TENANT, from-to.

    TIME is ISO 8601, in the tenant's zone unless it names another.
    """
    reading()
    to = listing.in_zone(tenant, until) if until else clock.now()
    start = listing.in_zone(tenant, since) if since else to - DAY
    found = [asdict(one) for one in listing.history(tenant, number, start, to)]
    answer(found, as_json, lambda: [_interval(one) for one in found])


@seat.command()
@click.argument("tenant")
@as_json
@with_app
def supervisions(tenant: str, as_json: bool) -> None:
    """Show what the supervisors of TENANT did in their colleagues' talks."""
    reading()
    found = [asdict(one) for one in supervisions_of(tenant)]
    answer(found, as_json, lambda: [_supervision(one) for one in found])


DOINGS = {
    "listen": "Ring SUPERVISOR, who then hears the talk of seat TARGET.",
    "whisper": "Ring SUPERVISOR, whom TARGET then hears, but not the other side.",
    "barge": "Ring SUPERVISOR, who then talks with TARGET and the other side.",
    "takeover": "Ring SUPERVISOR, who then has the call in the place of TARGET.",
    "hangup": "End the talk of seat TARGET.",
}


def _doing(kind: str, told: str) -> click.Command:
    @click.command(kind, help=told)
    @click.argument("tenant")
    @click.argument("supervisor")
    @click.argument("target")
    @click.option("--by", default=getuser, help="Who asks for it; by default who runs the command.")
    @as_json
    @with_app
    def do(tenant: str, supervisor: str, target: str, by: str, as_json: bool) -> None:
        supervising.supervise(kind, tenant, supervisor, target, by)
        done = {"kind": kind, "supervisor": supervisor, "target": target}
        answer(done, as_json, lambda: [f"{supervisor}: {kind} {target}"])

    return do


for _kind, _told in DOINGS.items():
    seat.add_command(_doing(_kind, _told))


def _supervision(one: dict[str, Any]) -> str:
    by = f" by {one['by']}" if one["by"] else ""
    vain = "  not answered" if one["answered"] is False else ""
    return f"{one['at']:%F %T}  {one['supervisor']}  {one['kind']} {one['target']}  {one['source']}{by}{vain}"


def _line(one: dict[str, Any]) -> str:
    reason = f" ({one['reason_name']})" if one["reason_name"] else ""
    since = f" since {one['since']:%Y-%m-%d %H:%M:%S}" if one["since"] else ""
    return f"{one['number']}  {one['state']}{reason}{since}"


def _interval(one: dict[str, Any]) -> str:
    reason = f":{one['reason']}" if one["reason"] else ""
    by = f" by {one['by']}" if one["by"] else ""
    return f"{one['starts_at']:%F %T}  {one['ends_at']:%F %T}  {one['state']}{reason}  {one['source']}{by}"
