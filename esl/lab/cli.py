"""``seatyard lab``: the lab switch's command line."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from pathlib import Path

import click

from seatyard.errors import InvalidInput

from .boot import Lab
from .records.delivery import LANES
from .scenario.load import load
from .scenario.model import Scenario


@click.group()
def lab() -> None:
    """The lab switch: a stand-in for trying and testing, never for production."""


@lab.command()
@click.option("--conf", type=click.Path(path_type=Path), required=True, help="Folder of `node conf`.")
@click.option("--scenario", type=click.Path(path_type=Path), required=True, help="Who calls whom (YAML).")
@click.option("--clock", required=True, help="Simulated time to start at, ISO with offset.")
@click.option("--log", "log_file", type=click.Path(path_type=Path), required=True, help="The call log.")
@click.option("--seed", type=int, help="Overrides the scenario's seed.")
@click.option(
    "--posts", type=click.IntRange(1), default=LANES, show_default=True, help="Call records posted at once."
)
@click.option("--verbose", is_flag=True, help="Log to standard error what happens, not only what goes wrong.")
def run(
    conf: Path, scenario: Path, clock: str, log_file: Path, seed: int | None, posts: int, verbose: bool
) -> None:
    """Run the lab switch in the foreground until it is told to stop.

    Its simulated clock stands still until the API command `lab until <ISO time>`, or `lab pass <ISO time>`,
    which does not wait for the time's records to be delivered.
    """
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    asyncio.run(_run(conf, load(scenario, seed), _moment(clock), log_file, posts))


async def _run(conf: Path, scenario: Scenario, start: datetime, log_file: Path, posts: int) -> None:
    lab_switch = Lab(conf, scenario, start, log_file, posts)
    await lab_switch.start()
    socket = lab_switch.switch.settings.event_socket
    click.echo(
        f"lab switch: a stand-in for FreeSWITCH; event socket on {socket.host}:{lab_switch.server.port}"
    )
    await lab_switch.run()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is no ISO time", where="--clock") from None
    if moment.tzinfo is None:
        raise InvalidInput("has no offset", where="--clock", allowed="2026-03-01T00:00:00+08:00")
    return moment
