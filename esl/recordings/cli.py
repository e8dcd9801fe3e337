"""``seatyard recordings``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from getpass import getuser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from seatyard.db import snapshot
from seatyard.errors import InvalidInput, NotFound
from tenants import directory
from tenants.models import Tenant

from ..cdr.sweep import node_for
from . import folder as folders
from . import holds, keys, proofs, retention
from .folder import WAITING, Swept
from .intake import DELETED, EMPTY, KNOWN, TAKEN

by = click.option("--by", default=getuser, help="Who does it; by default who runs the command.")


@click.group()
def recordings() -> None:
    """Recordings and voicemail: taken in, kept, held, deleted with proof, handed out."""


def tenant_named(name: str) -> Tenant:
    found = directory.find(name)
    if found is None:
        raise NotFound(f"no tenant {name}", where="TENANT")
    return found


@recordings.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--node", "node_name", metavar="NAME", help="Whose folder it is; needed when there are several."
)
@as_json
@with_app
def take(folder: Path, node_name: str | None, as_json: bool) -> None:
    """Take in the recordings and messages in a node's folder FOLDER (with recordings/ and storage/).

    Each file is sealed, read back and recorded before it is removed; what the switch may still be
    writing waits for the next time, and what cannot be taken stays and is named.
    """
    if not folder.is_dir():
        raise InvalidInput("no such folder", where=str(folder))
    with snapshot():
        node = node_for(node_name)
        node_id, name = node.id, node.name
    waiting = len(folders.files(folder))
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=waiting, label="recordings", file=sys.stderr, hidden=hidden) as bar:
        swept = folders.sweep(folder, node_id, name, bar.update)
    answer(swept.as_json(), as_json, lambda: _swept(swept))


def _swept(swept: Swept) -> list[str]:
    counts = swept.outcomes
    told = [f"{counts[TAKEN]} taken in", f"{counts[KNOWN]} known already", f"{counts[WAITING]} still written"]
    if counts[EMPTY]:
        told.append(f"{counts[EMPTY]} empty")
    if counts[DELETED]:
        told.append(f"{counts[DELETED]} deleted before")
    told.append(f"{len(swept.left)} left")
    return [", ".join(told), *(f"left: {path}: {reason}" for path, reason in swept.left.items())]


@recordings.command()
@click.argument("tenant")
@click.option("--call", "call_id", metavar="UUID", help="One call; without it, everything.")
@click.option("--reason", required=True)
@click.option("--reference", default="", help="What a court or an authority calls the matter.")
@by
@as_json
@with_app
def hold(tenant: str, call_id: str | None, reason: str, reference: str, by: str, as_json: bool) -> None:
    """Delete nothing of TENANT, or of one call, until released."""
    made = holds.hold(tenant_named(tenant).id, call_id, reason, by, reference)
    said = {"tenant": tenant, "call": made.call_id, "hold": made.id}
    answer(said, as_json, lambda: [f"{tenant}: {call_id or 'everything'} is held"])


@recordings.command()
@click.argument("tenant")
@click.option("--call", "call_id", metavar="UUID", help="The call; without it, the hold on everything.")
@click.option("--reason", required=True)
@by
@as_json
@with_app
def release(tenant: str, call_id: str | None, reason: str, by: str, as_json: bool) -> None:
    """End a hold; what is past its keep goes with the next sweep."""
    made = holds.release(tenant_named(tenant).id, call_id, reason, by)
    said = {"tenant": tenant, "call": made.call_id, "hold": made.id}
    answer(said, as_json, lambda: [f"{tenant}: {call_id or 'everything'} is released"])


@recordings.command("holds")
@click.argument("tenant")
@as_json
@with_app
def list_holds(tenant: str, as_json: bool) -> None:
    """The holds of TENANT with their references, released ones too."""
    found = [
        {
            "hold": one.id,
            "call": one.call_id,
            "reason": one.reason,
            "reference": one.reference,
            "by": one.held_by,
            "at": one.held_at,
            "released_at": one.released_at,
            "released_by": one.released_by,
            "release_reason": one.release_reason,
        }
        for one in holds.every(tenant_named(tenant).id)
    ]
    answer(found, as_json, lambda: [_hold_line(one) for one in found] or ["none"])


def _hold_line(one: dict[str, Any]) -> str:
    until = f", released {one['released_at']:%Y-%m-%d}" if one["released_at"] else ""
    what = one["call"] or "everything"
    matter = f" ({one['reference']})" if one["reference"] else ""
    return f"{one['hold']}  {what}  {one['at']:%Y-%m-%d} by {one['by']}: {one['reason']}{matter}{until}"


@recordings.command()
@click.option("--tenant", help="Of one tenant; of all without it.")
@as_json
@with_app
def sweep(tenant: str | None, as_json: bool) -> None:
    """Delete what is past its keep, with a proof of each; what is held stays. The worker does it hourly."""
    hidden = not sys.stderr.isatty()
    tenant_id = tenant_named(tenant).id if tenant else None
    waiting = retention.waiting(tenant_id)
    with click.progressbar(length=waiting, label="recordings", file=sys.stderr, hidden=hidden) as bar:
        found = retention.sweep(tenant_id, bar.update)
    answer({name: asdict(one) for name, one in found.items()}, as_json, lambda: _deleted(found))


def _deleted(found: dict[str, retention.Swept]) -> list[str]:
    lines = []
    for name, one in found.items():
        lines.append(f"{name}: {one.deleted} deleted, {one.held} held, {len(one.failed)} failed")
        lines += [f"  {recording}: {reason}" for recording, reason in one.failed.items()]
    return lines or ["nothing is past its keep"]


@recordings.command()
@click.argument("tenant")
@click.option("--from", "since", metavar="DAY", help="Deleted on this local day or later.")
@click.option("--to", "until", metavar="DAY", help="Deleted on this local day or before.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@with_app
def proof(tenant: str, since: str | None, until: str | None, form: str) -> None:
    """Print the proofs of deletion of TENANT, as a document.

    Refuses when the chain of proofs is broken: one was changed or taken out after it was written.
    """
    found = tenant_named(tenant)
    if (number := proofs.broken(found.id)) is not None:
        raise InvalidInput(f"the chain of proofs is broken at number {number}", where=f"tenant {tenant}")
    chosen = proofs.between(found.id, *days(found.timezone, since, until))
    click.echo(proofs.as_csv(chosen) if form == "csv" else proofs.as_json(found, chosen), nl=False)


def days(zone: str, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Local days, the last one included, as moments."""
    first, last = _day(since, "--from"), _day(until, "--to")
    local = ZoneInfo(zone)
    return (
        datetime.combine(first, time.min, local) if first else None,
        datetime.combine(last + timedelta(days=1), time.min, local) if last else None,
    )


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(f"{text!r} is no day", where=option, allowed="such as 2026-03-01") from None


@recordings.group()
def key() -> None:
    """Tenants' data keys, and the master key that wraps them."""


@key.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_keys(tenant: str, as_json: bool) -> None:
    """The versions of TENANT's key."""
    found = [
        {"version": k.version, "made_at": k.made_at, "master": k.master, "destroyed_at": k.destroyed_at}
        for k in keys.versions(tenant_named(tenant).id)
    ]
    answer(found, as_json, lambda: [_key_line(one) for one in found] or ["none yet"])


def _key_line(one: dict[str, Any]) -> str:
    gone = f", destroyed {one['destroyed_at']:%Y-%m-%d}" if one["destroyed_at"] else ""
    return f"version {one['version']}, made {one['made_at']:%Y-%m-%d}, wrapped by {one['master']}{gone}"


@key.command()
@click.argument("tenant")
@as_json
@with_app
def rotate(tenant: str, as_json: bool) -> None:
    """Seal what comes from now on with a new key; what is there keeps its own."""
    version = keys.rotate(tenant_named(tenant).id)
    answer({"tenant": tenant, "version": version}, as_json, lambda: [f"{tenant}: version {version}"])


@key.command()
@click.argument("tenant")
@click.option("--reason", required=True)
@by
@click.confirmation_option(prompt="Nobody can ever hear these recordings again. Destroy the keys?")
@as_json
@with_app
def destroy(tenant: str, reason: str, by: str, as_json: bool) -> None:
    """Destroy TENANT's keys: nothing sealed with them can be opened again, wherever copies lie."""
    gone = keys.destroy(tenant_named(tenant).id, reason, by)
    listed = ", ".join(map(str, gone)) or "none"
    answer({"tenant": tenant, "destroyed": gone}, as_json, lambda: [f"{tenant}: destroyed {listed}"])


@key.command()
@click.option("--old-key-file", required=True, type=EXISTING_FILE, help="The master key so far.")
@as_json
@with_app
def rewrap(old_key_file: Path, as_json: bool) -> None:
    """Wrap all data keys with the master key of SEATYARD_RECORDINGS_KEY_FILE instead of the old one."""
    many = keys.rewrap(old_key_file)
    answer({"rewrapped": many}, as_json, lambda: [f"{many} keys rewrapped"])
