"""``seatyard proxy``: Kamailio in front of the nodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app

from seatyard import logs, migrations
from seatyard.actor import working
from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app

from . import conf, keeping
from .places import Places, read

SOCKET = conf.Options.socket


@click.group()
def proxy() -> None:
    """Kamailio in front of the nodes: each tenant's traffic goes to its home node."""


def nodes_told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where the nodes' SIP ports are, as both commands must know."""
    for option in (
        click.option("--node", "said", multiple=True, help="NODE=HOST:SIP-PORT:CARRIER-PORT (repeatable)."),
        click.option("--carrier-port", default=5080, show_default=True, help="Of nodes not named by --node."),
        click.option("--sip-port", default=5060, show_default=True, help="Of nodes not named by --node."),
    ):
        command = option(command)
    return command


@proxy.command("conf")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@click.option("--listen", default=conf.Options.listen, show_default=True, help="Address and port of SIP.")
@click.option("--advertise", default="", help="What phones and carriers see, when it is another address.")
@click.option("--socket", default=SOCKET, show_default=True, help="Where the proxy takes commands.")
@click.option("--folder", default="", help="Where the proxy finds the folder, when not where it is written.")
@click.option(
    "--ping", default=5, show_default=True, type=click.IntRange(1, 60), help="Seconds between looks."
)
@click.option(
    "--flood",
    default=200,
    show_default=True,
    type=click.IntRange(10, 100_000),
    help="Requests of one address within 2 s from which on it is barred for two minutes.",
)
@click.option("--children", default=4, show_default=True, type=click.IntRange(1, 64), help="UDP processes.")
@nodes_told
@as_json
@with_app
def write_conf(
    out: Path, said: tuple[str, ...], sip_port: int, carrier_port: int, as_json: bool, **options: Any
) -> None:
    """Write a complete Kamailio configuration folder."""
    places = Places(sip_port, carrier_port, read(said))
    files = conf.write_folder(out.absolute(), conf.Options(places=places, **options))
    start = f"kamailio -DD -E -m {conf.MEMORY} -f {options['folder'] or out.absolute()}/{conf.CONFIGURATION}"
    summary = {"folder": str(out.absolute()), "files": files, "start": start}
    answer(summary, as_json, lambda: [f"{summary['folder']}: {len(files)} files", f"start with: {start}"])


@proxy.command("run")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@click.option("--socket", default=SOCKET, show_default=True, help="Where the proxy takes commands.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks at the database.")
@click.option("--once", is_flag=True, help="Look once, and end; exit status 2 when the proxy did not answer.")
@nodes_told
@as_json
@with_app
def run(
    out: Path,
    socket: str,
    every: float,
    once: bool,
    said: tuple[str, ...],
    sip_port: int,
    carrier_port: int,
    as_json: bool,
) -> None:
    """Keep a running proxy's lists and the database one, until told to end (SIGTERM)."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    migrations.must_be_current(app)
    places = Places(sip_port, carrier_port, read(said))
    keeper = keeping.Keeper(out.absolute(), Path(socket), places)
    if once:
        taken = keeper.look()
        answer({"taken_over": taken}, as_json, lambda: [f"taken over: {', '.join(taken) or 'nothing'}"])
        return
    logs.begin(settings_of(app), as_json=as_json)
    with working():
        keeping.keep(keeper, every)
