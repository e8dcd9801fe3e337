"""``python -m tests.chaos``: the run by hand, an hour by default; exit status 1 where something differs."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from .outcome import Options
from .report import lines
from .run import play


@click.command()
@click.option("--seconds", default=3600.0, show_default=True, help="Of load and faults.")
@click.option("--seed", type=int, help="Of calls and faults; drawn and printed otherwise.")
@click.option("--rate", default=200.0, show_default=True, help="Calls a second wished for, over two nodes.")
@click.option("--no-faults", is_flag=True, help="Load alone.")
@click.option("--keep", is_flag=True, help="Leave the folder with logs and call logs.")
def main(seconds: float, seed: int | None, rate: float, no_faults: bool, keep: bool) -> None:
    """Kill, cut off and slow down an installation under load, and reckon up what was billed."""
    seed = seed if seed is not None else random.randrange(10**6)
    home = Path(tempfile.mkdtemp(prefix="seatyard-chaos-"))
    began = time.monotonic()
    click.echo(f"seed {seed}, folder {home}")
    try:
        outcome = play(
            home,
            Options(seconds, seed, rate, faults=not no_faults),
            lambda word: click.echo(f"{time.monotonic() - began:8.1f}  {word}"),
        )
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)
    for line in lines(outcome):
        click.echo(line)
    sys.exit(1 if outcome.reckoning.differences else 0)


if __name__ == "__main__":
    main()
