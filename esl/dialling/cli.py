"""``seatyard seat dial``."""

from __future__ import annotations

import time
from dataclasses import asdict
from getpass import getuser

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import db, snapshot
from tenants import directory

from . import service
from .models import ASKED, RINGING
from .placing import PATIENCE, RING

PAUSE = 0.2


@click.command()
@click.argument("tenant")
@click.argument("seat")
@click.argument("number")
@click.option("--auto-answer", is_flag=True, help="Ask the phone to answer by itself.")
@click.option("--key", default="", help="Names the call: asking again with it dials nothing twice.")
@click.option("--by", default=getuser, help="Who asks for it; by default who runs the command.")
@as_json
@with_app
def dial(tenant: str, seat: str, number: str, auto_answer: bool, key: str, by: str, as_json: bool) -> None:
    """Let SEAT of TENANT call NUMBER: its phone rings first. Waits until the seat answers."""
    done = service.ask(tenant, seat, number, key, auto_answer=auto_answer, by=by)
    owner = directory.find(tenant)
    assert owner is not None
    tenant_id = owner.id
    db.session.rollback()
    until = time.monotonic() + PATIENCE.total_seconds() + RING
    while done.state in (ASKED, RINGING) and time.monotonic() < until:
        time.sleep(PAUSE)
        with snapshot():  # and hold nothing while it rings
            done = service.find(tenant_id, done.key)
    told = f"{seat} → {number}: {done.state} {done.call or done.cause or ''}".rstrip()
    answer(asdict(done), as_json, lambda: [told])
