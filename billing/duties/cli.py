"""``seatyard duty``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app, write_out
from seatyard.cli.paths import EXISTING_FILE
from seatyard.db import snapshot
from seatyard.errors import InvalidInput
from tenants import directory

from ..contracts.service import tenants_named
from . import service, template
from .service import Duty


@click.group()
def duty() -> None:
    """What contracts ask of the operator beside money: reports, new agreements."""


@duty.command("list")
@click.option("--tenant", metavar="NAME", help="Owed to this tenant.")
@click.option("--open", "open_only", is_flag=True, help="Only what is not done.")
@as_json
@with_app
def list_duties(tenant: str | None, open_only: bool, as_json: bool) -> None:
    """List them with their due days and owners, what is to be done first."""
    with snapshot():
        tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
        told = [_told(one) for one in service.listing(tenant_id=tenant_id, open_only=open_only)]
    answer({"duties": told}, as_json, lambda: [_line(one) for one in told] or ["none"])


@duty.command("template")
@click.argument("name", metavar="NUMBER/POSITION")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The tenant's by default.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the terminal."
)
@with_app
def duty_template(name: str, language: str | None, out: Path | None) -> None:
    """Write the document to fill, as HTML that word processors open."""
    with snapshot():
        found = service.by_name(*_name(name))
        known = directory.by_id([found.invoice.tenant_id])[found.invoice.tenant_id]
        content = template.of(found, language or known.language)
    write_out(content.encode(), out)


@duty.command()
@click.argument("name", metavar="NUMBER/POSITION")
@click.argument("login")
@as_json
@with_app
def assign(name: str, login: str, as_json: bool) -> None:
    """Give it to LOGIN, one of the operator's people."""
    service.assign(*_name(name), login)
    _say(name, as_json)


@duty.command()
@click.argument("name", metavar="NUMBER/POSITION")
@click.option("--by", metavar="LOGIN", required=True, help="Who did it: one of the operator's people.")
@click.option(
    "--document", "file", type=EXISTING_FILE, required=True, help="What was handed over; it is kept."
)
@as_json
@with_app
def done(name: str, by: str, file: Path, as_json: bool) -> None:
    """Say that it is done."""
    with file.open("rb") as opened:
        content = opened.read(service.LARGEST + 1)
    service.done(*_name(name), by=by, file_name=file.name, content=content)
    _say(name, as_json)


def _name(text: str) -> tuple[str, int]:
    number, _, position = text.partition("/")
    if not (position.isascii() and position.isdigit() and len(position) < 6):
        raise InvalidInput(f"{text!r} names no duty", where="name", allowed="SY-2026-000001/1")
    return number, int(position)


def _say(name: str, as_json: bool) -> None:
    with snapshot():
        told = _told(service.by_name(*_name(name)))
    answer(told, as_json, lambda: [_line(told)])


def _told(one: Duty) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "tenant": directory.name_of(one.invoice.tenant_id),
        "period": one.invoice.period,
        "due": one.due.isoformat(),
        "overdue": one.overdue,
        "owner": one.owner,
        "text": one.text,
        "done_at": one.done_at,
        "done_by": one.done_by,
        "document": one.file_name,
    }


def _line(told: dict[str, Any]) -> str:
    state = f"done by {told['done_by']}: {told['document']}" if told["done_at"] else f"due {told['due']}"
    late = "  OVERDUE" if told["overdue"] else ""
    who = told["owner"] or "nobody's"
    return f"{told['name']}  {told['kind']}  {told['tenant']}  {told['period']}  {state}{late}  {who}"
