"""``seatyard node``: the cluster's switches, set up once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatyard.audit import looked_alone
from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import InvalidInput

from ..prompts import folders
from . import conf, moves_cli, room, service


@click.group()
def node() -> None:
    """The cluster's FreeSWITCH nodes."""


@node.command("add")
@click.argument("name")
@click.option("--host", required=True, help="Where its Event Socket listens: an IP address.")
@click.option("--port", default=8021, show_default=True, help="The Event Socket's port.")
@click.option("--password-file", required=True, type=click.Path(path_type=Path), help="Holds its password.")
@as_json
@with_app
def add_node(name: str, host: str, port: int, password_file: Path, as_json: bool) -> None:
    """Add a node; the same again changes nothing."""
    added = service.add_node(name, host, port, password_file)
    done = "added" if added else "known already"
    answer({"node": name, "added": added}, as_json, lambda: [f"node {name}: {done}, {host}:{port}"])


@node.command("list")
@as_json
@with_app
def list_nodes(as_json: bool) -> None:
    """The nodes, what is placed on each, and when each was last heard."""
    nodes = [_state(load) for load in room.loads()]
    answer(nodes, as_json, lambda: [_line(one) for one in nodes] or ["no node yet: seatyard node add"])


def _state(load: room.Load) -> dict[str, Any]:
    n = load.node
    placed = {"tenants": load.tenants, "seats": load.seats, "capacity": n.capacity}
    where = {"node": n.name, "host": n.host, "port": n.port}
    return where | placed | {"draining_since": n.draining_since, "alive_at": n.alive_at}


def _line(one: dict[str, Any]) -> str:
    heard = f"heard {one['alive_at']:%Y-%m-%d %H:%M:%S} UTC" if one["alive_at"] else "not heard yet"
    seats = f"{one['seats']} of {one['capacity']}" if one["capacity"] else f"{one['seats']}"
    line = f"{one['node']}  {one['host']}:{one['port']}  tenants {one['tenants']}  seats {seats}  {heard}"
    return f"{line}  draining" if one["draining_since"] else line


@node.command()
@click.argument("name")
@as_json
@with_app
def drain(name: str, as_json: bool) -> None:
    """Place no further tenants on a node; those that it has stay (`node empty` moves them)."""
    changed = service.set_draining(name, True)
    told = {"node": name, "draining": True, "changed": changed}
    answer(told, as_json, lambda: [f"node {name}: takes no further tenants"])


@node.command()
@click.argument("name")
@as_json
@with_app
def ready(name: str, as_json: bool) -> None:
    """Place tenants on a node again, after `node drain`."""
    changed = service.set_draining(name, False)
    answer(
        {"node": name, "draining": False, "changed": changed},
        as_json,
        lambda: [f"node {name}: takes tenants"],
    )


@node.command()
@click.argument("name")
@click.argument("seats")
@as_json
@with_app
def capacity(name: str, seats: str, as_json: bool) -> None:
    """Say for how many SEATS a node has room, or `none`: for any number."""
    if seats != "none" and not (seats.isascii() and seats.isdigit()):
        raise InvalidInput("not a number of seats", where="SEATS", allowed="a whole number, or none")
    wanted = None if seats == "none" else int(seats)
    changed = service.set_capacity(name, wanted)
    has = "room for any number of seats" if wanted is None else f"room for {wanted} seats"
    told = {"node": name, "capacity": wanted, "changed": changed}
    answer(told, as_json, lambda: [f"node {name}: {has}"])


@node.command("conf")
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@click.option("--sip-ip", default="127.0.0.1", show_default=True, help="Address that SIP and RTP listen on.")
@click.option("--sip-port", default=5060, show_default=True, help="Where seats register.")
@click.option("--carrier-port", default=5080, show_default=True, help="Where carriers call in.")
@click.option("--ws-port", default=0, help="Where browser phones register; behind a proxy that ends TLS.")
@click.option("--wss-port", default=0, help="Where browser phones register over TLS.")
@click.option("--certificates", default="", help="With --wss-port: the node's folder that holds wss.pem.")
@click.option("--rtp-ports", default="16384-32768", show_default=True, help="The range for voice.")
@click.option("--public-ip", default="", help="What phones and carriers see, when it is another address.")
@click.option(
    "--lookup-port", default=8026, show_default=True, help="Where lookup-gate listens, on loopback."
)
@click.option(
    "--register-within",
    type=click.IntRange(30, 86_400),
    help="Seconds within which phones register anew; 60 behind a proxy, else as they wish.",
)
@click.option("--control", multiple=True, help="Network that may open the Event Socket (repeatable).")
@click.option(
    "--check-calls/--no-check-calls",
    default=True,
    show_default=True,
    help="Let the worker place a call inside the node each minute, to see that it takes calls.",
)
@click.option(
    "--refer",
    is_flag=True,
    help="Let phones transfer by REFER: only behind a proxy that lets no unknown call into Replaces.",
)
@as_json
@with_app
def write_conf(name: str, out: Path, rtp_ports: str, as_json: bool, **options: Any) -> None:
    """Write a complete FreeSWITCH configuration folder for a node."""
    if options["wss_port"] and not Path(options["certificates"]).is_absolute():
        allowed = "an absolute path on the node, where wss.pem lies"
        raise InvalidInput("is needed with --wss-port", where="--certificates", allowed=allowed)
    chosen = conf.Options(rtp_ports=_range(rtp_ports), **options)
    with _speaking(name) as told:
        written = conf.write_folder(name, out.absolute(), chosen, told)
    looked_alone(f"nodes/{service.node(name).id}", None, {"configuration": str(written.folder)})
    summary = {
        "node": name,
        "folder": str(written.folder),
        "files": written.files,
        "tenants": written.tenants,
        "prompts_without_recording": written.unrecorded,
        "start": start_command(written.folder),
    }
    answer(summary, as_json, lambda: _told(summary))


@node.command("prompts")
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@as_json
@with_app
def write_prompts(name: str, out: Path, as_json: bool) -> None:
    """Bring the prompts in a node's folder, the one of `node conf`, up to date; nothing else in it."""
    with _speaking(name) as told:
        written = folders.write(name, out.absolute() / "prompts", told)
    lines = [f"{len(written.written)} prompts written, {len(written.removed)} removed"]
    lines += [f"failed: {file}: {reason}" for file, reason in written.failed.items()]
    answer(asdict(written), as_json, lambda: [*lines, *_tones(written.unrecorded)])


@contextmanager
def _speaking(node: str) -> Iterator[Callable[[int], object]]:
    """A bar for the prompts that have to be made first, where there are any."""
    waiting = folders.to_make(node)
    quiet = not waiting or not sys.stderr.isatty()
    with click.progressbar(length=waiting, label="prompts", file=sys.stderr, hidden=quiet) as bar:
        yield bar.update


def _tones(missing: list[dict[str, str]]) -> list[str]:
    if not missing:
        return []
    listed = [f"  {one['tenant']}/{one['file']}  {one['text']}" for one in missing]
    return [f"{len(missing)} prompts are a placeholder tone until they are recorded:", *listed]


def _told(summary: dict[str, Any]) -> list[str]:
    lines = [f"{summary['folder']}: {summary['files']} files, {summary['tenants']} tenants"]
    lines += _tones(summary["prompts_without_recording"])
    return [*lines, f"start with: {summary['start']}"]


def start_command(folder: Path) -> str:
    return (
        f"freeswitch -nonat -conf {folder} -log /var/log/freeswitch -db /var/lib/freeswitch/db "
        "-run /run/freeswitch -recordings /var/lib/freeswitch/recordings -storage /var/lib/freeswitch/storage"
    )


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and 1024 <= int(first) < int(last) <= 65535):
        raise InvalidInput(f"not a range: {text}", where="--rtp-ports", allowed="such as 16384-32768")
    return int(first), int(last)


for _command in moves_cli.commands:
    node.add_command(_command)
