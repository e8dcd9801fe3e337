"""``seatyard switch``: desired state against the switch, and the worker that keeps them one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from flask import current_app
from gevent import monkey

from seatyard import logs
from seatyard.actor import working
from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app

from ..worker import Worker
from . import service

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def switch() -> None:
    """Desired state against the switch."""


def which(function: F) -> F:
    """The options that say which nodes and tenants are meant."""
    function = click.option("--tenant", metavar="NAME", help="This tenant alone.")(function)
    return click.option("--node", "nodes", metavar="NAME", multiple=True, help="This node alone.")(function)


@switch.command()
@which
@as_json
@with_app
def plan(nodes: tuple[str, ...], tenant: str | None, as_json: bool) -> None:
    """Show the commands that would bring the switch to what is wanted."""
    _show(service.plan(nodes, tenant), as_json, "in order: nothing to do")


@switch.command()
@which
@as_json
@with_app
def drift(nodes: tuple[str, ...], tenant: str | None, as_json: bool) -> None:
    """Show where the switch differs from what it acknowledged. Exit status 1 when it does."""
    found = service.drift(nodes, tenant)
    _show(found, as_json, "no drift")
    if any(node["commands"] for node in found):
        sys.exit(1)


@switch.command()
@which
@as_json
@with_app
def apply(nodes: tuple[str, ...], tenant: str | None, as_json: bool) -> None:
    """Bring the switch to what is wanted, now. Exit status 1 when it refused something."""
    done = service.apply(nodes, tenant)
    answer(done, as_json, lambda: [_told(node, one) for node in done for one in node["tenants"]])
    if any(one["problem"] for node in done for one in node["tenants"]):
        sys.exit(1)


@switch.command()
@click.option("--node", "nodes", metavar="NAME", multiple=True, help="This node alone.")
@click.option("--json", "as_json", is_flag=True, help="Log in JSON, a line each.")
def run(nodes: tuple[str, ...], as_json: bool) -> None:
    """Keep the nodes and the database one, until told to end (SIGTERM).

    Brings each change to the switch, signs agents in and out with their phones, notes hang-ups
    and outages, folds call records into calls.
    """
    if not monkey.is_module_patched("socket"):
        # What imports sockets is imported by now; only a fresh interpreter can patch before that.
        os.execv(sys.executable, [sys.executable, "-m", "seatyard.patched", *sys.argv[1:]])
    _run(nodes, as_json)


@with_app
def _run(nodes: tuple[str, ...], as_json: bool) -> None:
    logs.begin(settings_of(current_app._get_current_object()), as_json=as_json)  # type: ignore[attr-defined]
    with working():
        Worker(current_app._get_current_object(), nodes).run()  # type: ignore[attr-defined]


def _show(found: list[dict[str, Any]], as_json: bool, nothing: str) -> None:
    def lines() -> list[str]:
        told = []
        for node in found:
            told += [f"{node['node']}: {one['command']}   # {one['why']}" for one in node["commands"]]
            if not node["commands"]:
                told.append(f"{node['node']}: {nothing}")
        return told

    answer(found, as_json, lines)


def _told(node: dict[str, Any], one: dict[str, Any]) -> str:
    if one["problem"]:
        return f"{node['node']}: {one['tenant']}: not live: {one['problem']}"
    return f"{node['node']}: {one['tenant']}: generation {one['generation']} is live"
