"""``seatyard node move|empty|fail-over|moves``: where tenants are at home."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from getpass import getuser
from typing import Any, TypeVar

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot

from . import failover, moves, moving
from .models import COMING, DONE, Move

F = TypeVar("F", bound=Callable[..., Any])

by = click.option("--by", default=getuser, help="Who says so; by default who runs the command.")


def patience(function: F) -> F:
    return click.option(
        "--calls-for",
        "minutes",
        default=int(moving.PATIENCE / timedelta(minutes=1)),
        show_default=True,
        type=click.IntRange(0, 24 * 60),
        metavar="MINUTES",
        help="For so long calls in progress keep the tenant's queues on the old node.",
    )(function)


@click.command("move")
@click.argument("tenant")
@click.option("--to", "to", required=True, metavar="NODE", help="Its new home.")
@patience
@by
@as_json
@with_app
def move(tenant: str, to: str, minutes: int, by: str, as_json: bool) -> None:
    """Give a tenant another home node, now. Its calls in progress go on where they are."""
    made = moving.move(tenant, to, by=by, patience=timedelta(minutes=minutes))
    _told([made], [], as_json)


@click.command("empty")
@click.argument("name")
@patience
@by
@as_json
@with_app
def empty(name: str, minutes: int, by: str, as_json: bool) -> None:
    """Move all tenants off a draining node, each to where there is most room."""
    _told(moving.empty(name, by=by, patience=timedelta(minutes=minutes)), [], as_json)


@click.command("fail-over")
@click.argument("name")
@by
@as_json
@with_app
def fail_over(name: str, by: str, as_json: bool) -> None:
    """Move all tenants off a node that is down. Exit status 1 when some have no place."""
    done = failover.fail_over(name, by=by)
    _told(done.moves, done.left, as_json)
    if done.left:
        sys.exit(1)


@click.command("moves")
@click.option("--all", "everything", is_flag=True, help="Those that are over, too.")
@as_json
@with_app
def list_moves(everything: bool, as_json: bool) -> None:
    """The moves that are not over yet."""
    with snapshot():
        found = [shown(one) for one in (moves.latest() if everything else moves.open_ones())]
    answer({"moves": found}, as_json, lambda: [_line(one) for one in found] or ["none"])


def shown(one: Move) -> dict[str, Any]:
    times = {"at": one.at, "leave_by": one.leave_by, "live_at": one.live_at, "done_at": one.done_at}
    where = {"tenant": one.tenant.name, "from": one.old.name, "to": one.new.name}
    return {"move": one.id, **where, "state": one.state, "why": one.why, "by": one.asked_by} | {
        **times,
        "problem": one.problem,
    }


def _told(made: list[Move], left: list[str], as_json: bool) -> None:
    found = [shown(one) for one in made]

    def lines() -> list[str]:
        told = [_line(one) for one in found]
        told += [f"{name}: no living node has room for it" for name in left]
        return told or ["no tenant is at home there"]

    answer({"moves": found, "left": left}, as_json, lines)


def _line(one: dict[str, Any]) -> str:
    where = f"{one['tenant']}: {one['from']} -> {one['to']}"
    if one["state"] == COMING:
        return f"{where}: on its way, since {one['at']:%Y-%m-%d %H:%M:%S} UTC"
    if one["state"] == DONE:
        return f"{where}: over since {one['done_at']:%Y-%m-%d %H:%M:%S} UTC"
    waits = one["problem"] or f"the old node keeps it for its calls, until {one['leave_by']:%H:%M:%S} UTC"
    return f"{where}: live since {one['live_at'] or one['at']:%Y-%m-%d %H:%M:%S} UTC; {waits}"


commands: list[click.Command] = [move, empty, fail_over, list_moves]
