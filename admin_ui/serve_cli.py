"""``seatyard serve``: the web side, by gunicorn."""

from __future__ import annotations

import os
import sys
import tempfile

import click

from seatyard import migrations
from seatyard.app import create_app, settings_of
from seatyard.resources import folder
from seatyard.watch.registry import FOLDER


@click.command()
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="Address and port.")
@click.option("--workers", type=click.IntRange(1), help="Processes.  [default: 2]")
@click.option("--threads", type=click.IntRange(1), help="Threads of each.  [default: 8]")
def serve(bind: str, workers: int | None, threads: int | None) -> None:
    """Serve the pages, and what the nodes ask for, until stopped."""
    app = create_app(served=False)
    migrations.must_be_current(app)
    config = folder("seatyard_deploy") / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config), "--bind", bind]
    for option, value in (("--workers", workers), ("--threads", threads)):
        if value:
            command += [option, str(value)]
    if settings_of(app).web_metrics is not None:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="seatyard-figures-")
    os.execv(sys.executable, [*command, "seatyard.app:create_app()"])
