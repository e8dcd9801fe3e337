"""``seatyard trunk``: the carriers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from seatyard.cli.context import answer, as_json, with_app

from . import service
from .formats import FORMATS
from .models import Trunk
from .options import IDENTITIES

F = TypeVar("F", bound=Callable[..., Any])

THEN = "now `seatyard node conf` for each node"


@click.group()
def trunk() -> None:
    """The carriers."""


def settings(function: F) -> F:
    """The options that a carrier has besides its address."""
    formats, identities = click.Choice(FORMATS), click.Choice(IDENTITIES)
    options = (
        click.option("--network", "networks", multiple=True, help="It calls in from here too (repeatable)."),
        click.option("--user", "username", help="What it asks for before it takes a call."),
        click.option("--password-file", type=click.Path(path_type=Path), help="Holds the user's password."),
        click.option("--register/--no-register", "registers", default=None, help="Register as the user."),
        click.option("--codecs", help="In order: PCMA,PCMU."),
        click.option("--called-format", type=formats, help="How numbers called are written."),
        click.option("--caller-format", type=formats, help="How our caller numbers are written."),
        click.option("--incoming-format", type=formats, help="How it writes those who call in."),
        click.option("--identity", type=identities, help="The header beside From that names the caller."),
        click.option("--own-numbers/--any-numbers", default=None, help="It takes calls from its own alone."),
        click.option("--max-channels", type=int, help="Calls at once over it, on one node."),
        click.option("--ping", type=int, help="Seconds between OPTIONS; 0 never asks whether it lives."),
        click.option("--progress-timeout", type=int, help="Seconds until it must say that a call goes on."),
        click.option("--ring-timeout", type=int, help="Seconds that the called party has to answer."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """What was given: a repeatable option that was not is empty."""
    return {key: value for key, value in options.items() if value not in (None, ())}


@trunk.command()
@click.argument("name")
@click.option("--host", required=True, help="The carrier's SIP address: an IP address.")
@click.option("--port", default=5060, show_default=True, help="The carrier's SIP port.")
@click.option("--prefix", "prefixes", multiple=True, help="Numbers that it serves: +86 (repeatable; all).")
@settings
@as_json
@with_app
def add(name: str, host: str, port: int, prefixes: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Add a carrier; the same again changes nothing. The nodes know it after their next `node conf`."""
    added = service.add(name, host, port, prefixes=prefixes, **_given(options))
    done = f"added; {THEN}" if added else "known already"
    answer({"trunk": name, "added": added}, as_json, lambda: [f"trunk {name}: {done}"])


@trunk.command()
@click.argument("name")
@click.option("--host", help="The carrier's SIP address: an IP address.")
@click.option("--port", type=int, help="The carrier's SIP port.")
@settings
@as_json
@with_app
def change(name: str, as_json: bool, **options: Any) -> None:
    """Change what is given of a carrier."""
    changed = service.change(name, **_given(options))
    done = f"{'; '.join(changed)}; {THEN}" if changed else "nothing to change"
    answer({"trunk": name, "changed": changed}, as_json, lambda: [f"trunk {name}: {done}"])


@trunk.command()
@click.argument("name")
@click.argument("prefix")
@click.option("--priority", type=int, help="Lower ones first; by default after those that are there.")
@click.option("--weight", type=int, help="Share of the calls among those of the same priority.")
@click.option("--remove", is_flag=True, help="Serve it no longer.")
@as_json
@with_app
def route(
    name: str, prefix: str, priority: int | None, weight: int | None, remove: bool, as_json: bool
) -> None:
    """Let a carrier serve the numbers that begin with PREFIX: +86, + (all), or 110."""
    if remove:
        service.unroute(name, prefix)
        changed = True
    else:
        changed = service.route(name, prefix, priority, weight)
    routes = [_route(one) for one in service.find(name).routes]
    told = ", ".join(f"{one['prefix']} ({one['priority']}/{one['weight']})" for one in routes)
    done = {"trunk": name, "changed": changed, "routes": routes}
    answer(done, as_json, lambda: [f"trunk {name} serves {told or 'nothing'}"])


@trunk.command()
@click.argument("name")
@as_json
@with_app
def remove(name: str, as_json: bool) -> None:
    """Take a carrier away that no number of the pool comes from."""
    service.remove(name)
    answer({"removed": name}, as_json, lambda: [f"trunk {name}: removed; {THEN}"])


@trunk.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, for the record.")
@as_json
@with_app
def disable(name: str, reason: str, as_json: bool) -> None:
    """Place no call over a carrier until `trunk enable`; what it brings is taken all the same."""
    service.disable(name, reason)
    answer({"disabled": name}, as_json, lambda: [f"trunk {name}: rests"])


@trunk.command()
@click.argument("name")
@as_json
@with_app
def enable(name: str, as_json: bool) -> None:
    """Place calls over a carrier again."""
    service.enable(name)
    answer({"enabled": name}, as_json, lambda: [f"trunk {name}: in use"])


@trunk.command("list")
@as_json
@with_app
def list_trunks(as_json: bool) -> None:
    """The carriers in the order that they were added, with what each serves (priority/weight)."""
    found = [_as_json(one) for one in service.trunks()]
    answer(found, as_json, lambda: [_line(one) for one in found] or ["none yet"])


def _as_json(one: Trunk) -> dict[str, Any]:
    columns = {
        column.name: getattr(one, column.name)
        for column in Trunk.__table__.columns
        if column.name not in ("id", "name", "networks")
    }
    networks = one.networks.split(",") if one.networks else []
    return {"trunk": one.name, **columns, "networks": networks, "routes": [_route(r) for r in one.routes]}


def _route(one: Any) -> dict[str, Any]:
    return {"prefix": one.prefix, "priority": one.priority, "weight": one.weight}


def _line(one: dict[str, Any]) -> str:
    serves = " ".join(f"{r['prefix']}({r['priority']}/{r['weight']})" for r in one["routes"])
    told = [one["trunk"], f"{one['host']}:{one['port']}", serves or "serves nothing"]
    if one["username"]:
        told.append(f"{'registers as' if one['registers'] else 'as'} {one['username']}")
    if one["disabled_at"]:
        told.append(f"rests: {one['disabled_because']}")
    if one["max_channels"]:
        told.append(f"{one['max_channels']} channels")
    return "  ".join(told)
