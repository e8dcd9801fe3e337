"""``seatyard tenant deletion``."""

from __future__ import annotations

from getpass import getuser
from typing import Any

import click

from esl.recordings.cli import tenant_named
from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched
from seatyard.db import snapshot

from . import deletion as deletions
from .models import TenantDeletion

by_option = click.option("--by", default=getuser, help="Who does it; by default who runs the command.")


@click.group()
def deletion() -> None:
    """Delete a tenant's data after its contract's end: asked, confirmed by another, done, proved."""


@deletion.command()
@click.argument("name")
@as_json
@with_app
def preview(name: str, as_json: bool) -> None:
    """What would go, what would stay, and what stands against it."""
    with snapshot():
        seen = deletions.preview(tenant_named(name))
    said = {"tenant": name, **seen.document()}
    lines = [
        *(f"against it: {one.says}" for one in seen.obstacles),
        *(f"goes: {what}: {count}" for what, count in seen.gone.items()),
        *(f"stays: {table}: {rows} ({why})" for table, (rows, why) in seen.kept.items()),
    ]
    answer(said, as_json, lambda: lines)


@deletion.command()
@click.argument("name")
@click.option("--reason", required=True)
@by_option
@as_json
@with_app
def ask(name: str, reason: str, by: str, as_json: bool) -> None:
    """Ask for the deletion of NAME; somebody else confirms it."""
    with acting(by):
        made = deletions.ask(tenant_named(name), reason, by)
    _told(name, made, as_json, f"{name}: asked for by {by}; somebody else confirms it")


@deletion.command()
@click.argument("name")
@by_option
@as_json
@with_app
def confirm(name: str, by: str, as_json: bool) -> None:
    """Confirm it, as somebody else than who asked. There is no way back."""
    with acting(by):
        made = deletions.confirm(tenant_named(name), by)
    _told(name, made, as_json, f"{name}: confirmed by {by}; `deletion run`, or `seatyard clock`, does it")


@deletion.command("call-off")
@click.argument("name")
@by_option
@as_json
@with_app
def call_off(name: str, by: str, as_json: bool) -> None:
    """Call it off, before it is confirmed."""
    with acting(by):
        made = deletions.call_off(tenant_named(name), by)
    _told(name, made, as_json, f"{name}: called off by {by}")


@deletion.command()
@click.argument("name")
@as_json
@with_app
def run(name: str, as_json: bool) -> None:
    """Do what is confirmed; stopped anywhere and run again, it goes on."""
    with snapshot():
        tenant_id = tenant_named(name).id
    made = watched(f"deleting {name}", lambda progress: deletions.run(tenant_id, progress))
    _told(name, made, as_json, f"{name}: deleted; digest {made.digest}")


@deletion.command()
@click.argument("name")
@with_app
def proof(name: str) -> None:
    """Print the proof, in JSON."""
    with snapshot():
        said = deletions.proof_text(tenant_named(name))
    click.echo(said, nl=False)


@deletion.command()
@click.argument("name")
@as_json
@with_app
def verify(name: str, as_json: bool) -> None:
    """Check the proof, and that nothing of NAME is left but what it names; exit status 1 where there is."""
    with snapshot():
        found = tenant_named(name)
        standing = deletions.standing(found.id)
        digest = standing.digest if standing else None
    wrong = deletions.verify(found)
    answer(
        {"tenant": name, "wrong": wrong, "digest": digest},
        as_json,
        lambda: wrong or [f"{name}: all of it holds; digest {digest}"],
    )
    if wrong:
        raise click.exceptions.Exit(1)


def _told(name: str, made: TenantDeletion, as_json: bool, line: str) -> None:
    said: dict[str, Any] = {
        "tenant": name,
        "deletion": made.id,
        "asked_by": made.asked_by,
        "confirmed_by": made.confirmed_by,
        "finished_at": made.finished_at,
        "digest": made.digest,
    }
    answer(said, as_json, lambda: [line])
