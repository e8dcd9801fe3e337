"""``seatyard audit``: who did and saw what, the proof that nobody changed it since, all of it in a file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import column, select, table

from ..cli.context import answer, as_json, with_app
from ..db import db, reading
from ..errors import InvalidInput, NotFound
from . import proving, service
from .models import Entry

DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group()
def audit() -> None:
    """Who did and saw what: every change by a person, every look at what is somebody's."""


@audit.command("list")
@click.option("--tenant", help="What concerns this tenant.")
@click.option("--actor", default="", help="What this login did.")
@click.option("--what", default="", help="A table or one row of it: seats, seats/7.")
@click.option("--since", type=DAY, help="From this day, or moment, on (UTC).")
@click.option("--until", type=DAY, help="Before this day, or moment (UTC).")
@click.option("--limit", type=click.IntRange(1, 100_000), default=service.PAGE, show_default=True)
@as_json
@with_app
def show(
    tenant: str | None,
    actor: str,
    what: str,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show entries of the trail, the latest first."""
    reading()
    wanted = service.Filters(
        tenant_id=_tenant_id(tenant) if tenant else None,
        actor=actor,
        what=what,
        since=since.replace(tzinfo=UTC) if since else None,
        until=until.replace(tzinfo=UTC) if until else None,
    )
    found = service.search(wanted, limit=limit).entries
    told = [service.shown(one) for one in found]
    answer(told, as_json, lambda: [_line(one) for one in found] or ["nothing"])


@audit.command()
@as_json
@with_app
def verify(as_json: bool) -> None:
    """Walk the chain: has an entry been changed, moved or taken out? Exit status 1 where one has.

    A copy of the last hash, kept elsewhere, vouches for everything up to it.
    """
    reading()
    proof = proving.prove()
    answer(asdict(proof), as_json, lambda: [_told(proof)])
    if proof.broken is not None:
        raise click.exceptions.Exit(1)


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@with_app
def export(file: Path, as_json: bool) -> None:
    """Write the whole trail to FILE as lines of JSON, the hashes too: it can be checked without Seatyard."""
    reading()
    count = 0
    try:
        with file.open("w", encoding="utf-8") as out:
            for line in proving.exported():
                out.write(line)
                count += 1
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be written", where=str(file)) from error
    answer({"file": str(file), "entries": count}, as_json, lambda: [f"{file}: {count} entries"])


def _tenant_id(name: str) -> int:
    """The ground floor knows no tenants but their table."""
    tenants = table("tenants", column("id"), column("name"))
    found: int | None = db.session.scalar(select(tenants.c.id).where(tenants.c.name == name))
    if found is None:
        raise NotFound(f"no such tenant: {name}", where="--tenant")
    return found


def _told(proof: proving.Proof) -> str:
    if proof.broken is None:
        return f"{proof.entries} entries, all as they were written; the last hash is {proof.hash}"
    return f"entry {proof.broken} {proof.problem}; the {proof.entries} before it are as they were written"


def _line(entry: Entry) -> str:
    who = f"{entry.actor} ({entry.role})" if entry.role else entry.actor
    said = [f"{name}: {_short(old)} → {_short(new)}" for name, old, new in service.differences(entry)]
    did = f"{entry.action} {entry.what}  {' '.join(said)}".rstrip()
    return f"{entry.id}  {entry.at:%F %T}  {who} from {entry.whence}  {did}"


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
