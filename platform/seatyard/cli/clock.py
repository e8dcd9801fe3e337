"""``seatyard clock``: due work, as its time comes."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import asdict

import click
from flask import Flask, current_app

from .. import due, logs, migrations
from ..app import settings_of
from ..errors import SeatyardError
from ..watch import duties, readiness, serving
from ..watch.figures import Figures
from ..watch.registry import PROCESS
from .context import answer, as_json, with_app

LONGEST = 5.0
"""Seconds that it sleeps at most: how soon it ends when it is told to."""


@click.command("clock")
@click.option("--once", is_flag=True, help="Look once at everything, and end.")
@as_json
@with_app
def clock(once: bool, as_json: bool) -> None:
    """Do what is due: reminders, notices, suspensions, e-mails. Several may run: one of them does a thing."""
    migrations.must_be_current(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        outcomes = [due.do(piece) for piece in due.pieces()]
        done = {"done": [asdict(one) for one in outcomes]}
        answer(done, as_json, lambda: [_said(one) for one in outcomes] or ["nothing is ever due"])
        if failed := [one for one in outcomes if one.problem]:
            raise SeatyardError("; ".join(f"{one.name}: {one.problem}" for one in failed))
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    logs.begin(settings_of(app))
    _run(app)


def _run(app: Flask) -> None:
    stopping, figures, keeping = threading.Event(), Figures(app), None
    for piece in due.pieces():
        duties.known(piece.name, piece.every)
    if (address := settings_of(app).clock_metrics) is not None:
        serving.expose(app, address, "SEATYARD_CLOCK_METRICS", [figures, PROCESS])
        keeping = threading.Thread(target=figures.keep, args=(stopping,), name="figures", daemon=True)
        keeping.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    next_at = {piece.name: 0.0 for piece in due.pieces()}
    while not stopping.is_set():
        for piece in due.pieces():
            if next_at[piece.name] <= time.monotonic() and not stopping.is_set():
                due.do(piece)
                next_at[piece.name] = time.monotonic() + piece.every
        rest = min(next_at.values(), default=LONGEST + time.monotonic()) - time.monotonic()
        stopping.wait(min(max(rest, 0.0), LONGEST))
    readiness.ending()
    if keeping is not None:
        keeping.join()


def _said(one: due.Outcome) -> str:
    if one.busy:
        return f"{one.name}: another process is at it"
    return f"{one.name}: {one.problem or f'{one.done} done'}"
