"""A tenant's flows by version: drafted, looked at, published, rolled back."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatyard import documents
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.sentence import sentence
from tenants import directory
from tenants.models import Arrangement, Flow, FlowVersion, Tenant
from tenants.onboarding import document as files
from tenants.onboarding import service as onboarding
from tenants.onboarding.lead_times import Waiver

from ..prompts import trying
from . import publishing, trials
from .checks import problems
from .document import step
from .kinds import KINDS
from .publishing import Published
from .section import names_of
from .trials import Walked
from .walking import TrialCall


@dataclass(frozen=True)
class Draft:
    version: int
    new: bool
    """Whether it was not kept before."""
    problems: list[str]
    """Why it cannot be published as it is."""


def flow(tenant: str, name: str) -> Flow:
    """NotFound for a tenant or a flow that is not there, with those that are."""
    there = flows(tenant)
    for one in there:
        if one.name == name:
            return one
    raise NotFound(f"no flow {name}", allowed=", ".join(one.name for one in there) or "none yet")


def found(tenant: Tenant, name: str) -> Flow | None:
    """Of a tenant at hand; None for a flow that was never published."""
    return next((one for one in tenant.flows if one.name == name), None)


def flows(tenant: str) -> list[Flow]:
    """All of a tenant."""
    return list(_tenant(tenant).flows)


def version(of: Flow, number: int | None = None) -> FlowVersion:
    """A version; the published one without a number."""
    for one in of.versions:
        if one.version == (of.published if number is None else number):
            return one
    known = ", ".join(str(one.version) for one in of.versions)
    raise NotFound(f"flow {of.name} has no version {number}", allowed=known)


def draft(tenant: str, name: str, document: dict[str, Any], *, where: str) -> Draft:
    """Keep a document as a version that is not published; what is wrong with it is no reason not to."""
    of = flow(tenant, name)
    schema = files.schema()["properties"]["flows"]["additionalProperties"]
    documents.check(document, schema, at=where)
    document = json.loads(json.dumps(document))
    same = [one for one in of.versions if one.document == document]
    kept = same[-1] if same else FlowVersion(version=of.next_version, document=document)
    if not same:
        of.versions.append(kept)
    db.session.commit()
    return Draft(kept.version, not same, faults(tenant, document))


def faults(tenant: str, document: Mapping[str, Any]) -> list[str]:
    """What a flow cannot be published with, beside the tenant's queues and seats as they are (to be)."""
    names = names_of(onboarding.export(tenant))
    return [f"{'.'.join(path)}: {message}" for path, message in problems(document, names)]


def publish(
    tenant: str, name: str, number: int | None = None, *, reason: str = "", waiver: Waiver | None = None
) -> Published:
    """Publish a version, the latest without a number."""
    of = flow(tenant, name)
    wanted = version(of, of.next_version - 1 if number is None else number)
    return publishing.publish(tenant, name, wanted.document, reason=reason, waiver=waiver)


def roll_back(
    tenant: str, name: str, number: int | None = None, *, reason: str = "", waiver: Waiver | None = None
) -> Published:
    """Publish an earlier version again, without a number the one that was published before."""
    of = flow(tenant, name)
    if number is None:
        if of.before is None:
            raise Conflict(f"flow {name} was never published otherwise")
        number = of.before.version
    return publish(tenant, name, version(of, number).version, reason=reason, waiver=waiver)


def is_to_change(of: Flow, waits: Arrangement) -> bool:
    """Whether what waits for its day says something else of the flow."""
    return bool(waits.document["flows"].get(of.name) != of.document)


def heard(tenant: Tenant, document: Mapping[str, Any], node: str, part: int) -> bytes:
    """The WAV file of a node's prompt, one of several by its place. NotFound for what plays none."""
    at = step(node, document["nodes"].get(node, {}))
    try:
        prompt = KINDS[at.kind].prompts(at)[part] if at else None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        prompt = None
    if prompt is None:
        raise NotFound(sentence("nothing is played there"), where=node)
    return trying.heard(tenant, prompt)


@dataclass(frozen=True)
class Standing:
    """What is on the switch of a flow, and what waits for its day."""

    version: int | None
    """The published one; None where it never was."""
    from_day: str
    """The day from which the latest publication holds; empty where nothing of the flow waits."""


def standing(tenant: Tenant, name: str) -> Standing:
    of, waits = found(tenant, name), tenant.arrangement
    if waits is not None and waits.document["flows"].get(name) != (of.document if of else None):
        return Standing(of.published if of else None, str(waits.first_day))
    return Standing(of.published if of else None, "")


def walked(document: Mapping[str, Any], at: str, keys: str, answers: Mapping[str, str]) -> Walked:
    """The way of one call. InvalidInput for what cannot be read, or cannot be."""
    try:
        call = TrialCall(trials.moment(at), trials.pressed(keys), answers)
        return trials.walk(document, call)
    except ValueError as error:
        allowed = f"--at {trials.ALLOWED_AT}, --keys 1,1234#, --answer NODE=WHAT"
        raise InvalidInput(str(error), where="the call", allowed=allowed) from None


def _tenant(name: str) -> Tenant:
    found = directory.find(name)
    if found is None:
        raise NotFound(f"no tenant {name}")
    return found


def difference(old: FlowVersion, new: FlowVersion) -> list[str]:
    """Line by line, as ``diff -u`` writes it; empty where both say the same."""
    before, after = (documents.written(one.document).splitlines() for one in (old, new))
    heads = f"version {old.version}", f"version {new.version}"
    return list(difflib.unified_diff(before, after, *heads, lineterm=""))
