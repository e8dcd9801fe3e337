"""``seatyard demo``: a whole month in a minute."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from seatyard.db import snapshot
from seatyard.errors import InvalidInput

from . import living, month, stage, summary

STEPS = 1000
"""Of the progress bar."""


@click.command()
@click.option("--once", is_flag=True, help="End after the summary instead of serving the pages.")
@click.option(
    "--home", type=click.Path(path_type=Path), help="A new folder to play in; a temporary one if left out."
)
@click.option("--calls", type=click.FloatRange(0.01, 10), default=1.0, help="How busy, against the usual.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary in JSON.")
def demo(once: bool, home: Path | None, calls: float, as_json: bool) -> None:
    """A month of calls at two call centres, one outage, the close, the invoices."""
    home = _new_folder(home)
    began = time.monotonic()
    with stage.ready(home, calls) as (supervisor, instance, switch), instance.app.app_context():
        with _progress(as_json) as progress:
            played = month.Month(instance, switch, progress)
            played.play()
        played.close()
        with snapshot():
            _tell(played, home, time.monotonic() - began, as_json, supervisor.restarts)
        if not once:
            _serve(living.Living(instance, switch), instance.logins, instance.settings.base_url)


def _new_folder(home: Path | None) -> Path:
    if home is None:
        return Path(tempfile.mkdtemp(prefix="seatyard-demo-"))
    if home.exists() and any(home.iterdir()):
        raise InvalidInput("is not empty", where=str(home), allowed="a new folder")
    home.mkdir(parents=True, exist_ok=True)
    return home.absolute()


@contextmanager
def _progress(quiet: bool) -> Iterator[month.Progress]:
    """A bar on a terminal; nothing where nobody looks."""
    if quiet:
        yield lambda moment: None
        return
    with click.progressbar(length=STEPS, label="March 2026", item_show_func=_day) as bar:

        def show(moment: datetime) -> None:
            bar.current_item = moment
            bar.update(int(month.fraction(moment) * STEPS) - bar.pos)

        yield show


def _day(moment: datetime | None) -> str:
    return moment.astimezone(month.ZONE).strftime("%d %b %H:%M") if moment else ""


def _tell(played: month.Month, home: Path, seconds: float, as_json: bool, restarts: int) -> None:
    figures = summary.figures(played.switch.call_log, restarts)
    if as_json:
        told = {"home": str(home), "seconds": round(seconds, 1), "invoices": summary.invoices()}
        click.echo(json.dumps(told | {"figures": [asdict(f) for f in figures]}, ensure_ascii=False, indent=2))
        return
    click.echo(f"\nMarch 2026 at two call centres, played in {seconds:.0f} s in {home}\n")
    for figure in figures:
        click.echo(f"  {figure.name:<28} {figure.value:>9}   {figure.source}")
    click.echo("")
    for line in summary.lines():
        click.echo(line)


def _serve(after: living.Living, logins: list[tuple[str, str, str]], base_url: str) -> None:
    click.echo(f"Pages at {base_url}")
    for who, login, password in logins:
        click.echo(f"  {who:<16} login {login:<10} password {password}")
    click.echo("Ctrl-C ends the demo.")
    try:
        after.go_on()
    except KeyboardInterrupt:
        click.echo("")
