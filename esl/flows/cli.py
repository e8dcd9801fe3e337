"""``seatyard flow``: a tenant's IVR flows, tried and published version by version."""

from __future__ import annotations

from collections.abc import Mapping
from getpass import getuser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from seatyard import clock, documents
from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from tenants.models import Flow, FlowVersion
from tenants.onboarding.lead_times import Waiver

from . import service, trials
from .named import hours_of, resolved

version_option = click.option("--version", "number", type=int, help="Another than the published one.")


def _named(command: Any) -> Any:
    """TENANT FLOW."""
    return click.argument("tenant")(click.argument("name", metavar="FLOW")(command))


def _waivable(command: Any) -> Any:
    by = click.option("--by", default=getuser, help="Who does it; by default who runs the command.")
    why = click.option("--reason", default="", metavar="WORDS", help="Why; kept with the publication.")
    waive = click.option("--waive", metavar="REASON", help="Insist on no lead time of the contract.")
    return why(waive(by(command)))


@click.group()
def flow() -> None:
    """IVR flows: drafts, trial calls, versions."""


@flow.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_flows(tenant: str, as_json: bool) -> None:
    """The tenant's flows: which version is published, which numbers lead there."""
    found = [_flow(one) for one in service.flows(tenant)]
    answer(found, as_json, lambda: [_flow_line(one) for one in found] or ["no flow yet"])


@flow.command()
@_named
@version_option
@as_json
@with_app
def show(tenant: str, name: str, number: int | None, as_json: bool) -> None:
    """The document of a flow, as a draft takes it."""
    document = service.version(service.flow(tenant, name), number).document
    answer(document, as_json, lambda: [documents.written(document).rstrip()])


@flow.command()
@_named
@as_json
@with_app
def versions(tenant: str, name: str, as_json: bool) -> None:
    """All versions of a flow, the latest first."""
    of = service.flow(tenant, name)
    found = [_version(of, one) for one in reversed(of.versions)]
    answer(found, as_json, lambda: [_version_line(one) for one in found])


@flow.command()
@_named
@click.argument("old", metavar="[OLD]", type=int, required=False)
@click.argument("new", metavar="[NEW]", type=int, required=False)
@as_json
@with_app
def diff(tenant: str, name: str, old: int | None, new: int | None, as_json: bool) -> None:
    """What is different from version OLD (the published one) to NEW (the latest)."""
    of = service.flow(tenant, name)
    before = service.version(of, old)
    after = service.version(of, of.next_version - 1 if new is None else new)
    lines = service.difference(before, after)
    told = {"old": before.version, "new": after.version, "diff": lines}
    answer(told, as_json, lambda: lines or [f"versions {before.version} and {after.version} are alike"])


@flow.command()
@_named
@click.argument("file", type=EXISTING_FILE)
@as_json
@with_app
def draft(tenant: str, name: str, file: Path, as_json: bool) -> None:
    """Keep the flow in FILE (start, nodes, trials) as a new version; nothing changes on the switch."""
    kept = service.draft(tenant, name, documents.read(file), where=str(file))
    head = f"version {kept.version}: " + ("kept" if kept.new else "there already")
    faults = [f"  cannot be published yet: {fault}" for fault in kept.problems]
    answer(vars(kept), as_json, lambda: [head, *faults])


@flow.command()
@_named
@click.argument("number", metavar="[VERSION]", type=int, required=False)
@_waivable
@as_json
@with_app
def publish(
    tenant: str, name: str, number: int | None, reason: str, waive: str | None, by: str, as_json: bool
) -> None:
    """Check a version (the latest), walk its trial calls, and put it on the switch.

    Inside the contract's lead time it is published on the first day on which it may be.
    """
    with acting(by):
        done = service.publish(tenant, name, number, reason=reason, waiver=_waiver(waive, by))
        _done(done.changes, as_json)


@flow.command()
@_named
@click.argument("number", metavar="[VERSION]", type=int, required=False)
@_waivable
@as_json
@with_app
def rollback(
    tenant: str, name: str, number: int | None, reason: str, waive: str | None, by: str, as_json: bool
) -> None:
    """Publish an earlier version again: the one that was published before, or VERSION."""
    with acting(by):
        done = service.roll_back(tenant, name, number, reason=reason, waiver=_waiver(waive, by))
        _done(done.changes, as_json)


@flow.command("try")
@_named
@version_option
@click.option("--at", metavar="'YYYY-MM-DD HH:MM'", help="The tenant's time; by default now.")
@click.option("--keys", help="What is pressed at each question, by commas: 1,1234#")
@click.option("--answer", "answers", multiple=True, metavar="NODE=WHAT", help="What happens there.")
@as_json
@with_app
def try_flow(
    tenant: str,
    name: str,
    number: int | None,
    at: str | None,
    keys: str | None,
    answers: tuple[str, ...],
    as_json: bool,
) -> None:
    """Walk a call through a flow without a switch; without options the flow's own trial calls.

    Exit status 1 when one of those does not go as it expects.
    """
    of = service.flow(tenant, name)
    document = resolved(service.version(of, number).document, hours_of(of.tenant.policies))
    if at is None and keys is None and not answers:
        _run_trials(document, as_json)
        return
    at = at or f"{clock.now().astimezone(ZoneInfo(of.tenant.timezone)):%Y-%m-%d %H:%M:%S}"
    walked = service.walked(document, at, keys or "", dict(one.partition("=")[::2] for one in answers))
    answer({"at": at, "nodes": walked.nodes}, as_json, lambda: [str(walked)])


def _run_trials(document: Mapping[str, Any], as_json: bool) -> None:
    found = [[f"{'.'.join(path)}: {message}" for path, message in faults] for faults in trials.each(document)]
    lines = [line for i, faults in enumerate(found) for line in faults or [f"trials.{i}: as expected"]]
    said = [{"trial": index, "faults": faults} for index, faults in enumerate(found)]
    answer(said, as_json, lambda: lines or ["the flow has no trials"])
    if any(found):
        click.get_current_context().exit(1)


def _done(changes: list[str], as_json: bool) -> None:
    answer({"changes": changes}, as_json, lambda: changes or ["nothing to change: it is published already"])


def _waiver(waive: str | None, by: str) -> Waiver | None:
    return Waiver(waive, by) if waive is not None else None


def _flow(of: Flow) -> dict[str, Any]:
    latest, waits = of.next_version - 1, of.tenant.arrangement
    return {
        "flow": of.name,
        "published": of.published,
        "latest": latest,
        "numbers": [number.e164 for number in of.tenant.numbers if number.flow is of],
        "changes_on": str(waits.first_day) if waits and service.is_to_change(of, waits) else None,
    }


def _flow_line(one: dict[str, Any]) -> str:
    parts = [one["flow"], f"version {one['published']} of {one['latest']}", *one["numbers"]]
    return "  ".join(parts + ([f"changes on {one['changes_on']}"] if one["changes_on"] else []))


def _version(of: Flow, one: FlowVersion) -> dict[str, Any]:
    return {
        "version": one.version,
        "state": "published" if one.version == of.published else "earlier" if one.published_at else "draft",
        "kept_at": one.created_at,
        "published_at": one.published_at,
        "nodes": len(one.document["nodes"]),
        "trials": len(one.document.get("trials", ())),
    }


def _version_line(one: dict[str, Any]) -> str:
    when = one["published_at"] or one["kept_at"]
    size = f"{one['nodes']} nodes, {one['trials']} trials"
    return f"{one['version']}  {one['state']}  {when:%Y-%m-%d %H:%M:%S} UTC  {size}"
