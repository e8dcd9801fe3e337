"""What somebody who draws a flow is told: what it may name, what stands against it, how a call goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput
from seatyard.sentence import sentence
from tenants.models import Tenant
from tenants.onboarding import service as onboarding

from ..nodes import directory as nodes
from ..prompts.models import StoredPrompt
from . import trials
from .advice import advice
from .checks import problems
from .kinds import KINDS
from .kinds.fields import BOX, HOURS_NAME, QUEUE, ROOM, SEAT
from .kinds.kind import Path
from .named import resolved
from .section import names_of
from .stepping import NoWay, Stepped, step_through

BAD, WARN = "bad", "warn"
MOST_HAPPENING = 200
"""Things that happen in one trial call."""


@dataclass(frozen=True)
class Remark:
    """Something about a place of a draft: ``bad`` stands against its publication, ``warn`` does not."""

    level: str
    path: Path
    message: str


def kinds() -> list[dict[str, Any]]:
    """Each kind of node with its fields, as forms are made of them."""
    return [
        {"name": kind.name, "fields": [field.described(kind.name) for field in kind.fields]}
        for kind in KINDS.values()
    ]


def nameable(tenant: Tenant) -> dict[str, list[tuple[str, str]]]:
    """What a node may name, by the shape of the field: the name, and what people call it beside."""
    names = names_of(onboarding.export(tenant.name))
    titles = {seat.number: seat.name for seat in tenant.seats}
    queues = [(name, "") for name in sorted(names.queues)]
    seats = [(number, titles.get(number, "")) for number in sorted(names.seats)]
    return {
        QUEUE: queues,
        SEAT: seats,
        BOX: queues + seats,
        ROOM: [(n, "") for n in sorted(names.conferences)],
        HOURS_NAME: [(n, "") for n in sorted(names.hours)],
    }


def remarks(tenant: Tenant, document: Mapping[str, Any]) -> list[Remark]:
    """What stands against its publication, beside the tenant's queues and seats as they are (to be); then
    what is hardly meant."""
    names = names_of(onboarding.export(tenant.name))
    recorded = set(db.session.scalars(select(StoredPrompt.name).where(*_heard(tenant))))
    found = [Remark(BAD, path, message) for path, message in problems(document, names)]
    return found + [
        Remark(WARN, path, message) for path, message in advice(document, recorded, tenant.language)
    ]


def call(tenant: Tenant, document: Mapping[str, Any], at: str, happened: Sequence[str]) -> Stepped:
    """A trial call through a draft, as far as it goes. InvalidInput for what cannot be read, or happen.

    Conflict while the flow is unsound; its stored cases do not matter here.
    """
    names = names_of(onboarding.export(tenant.name))
    alone = {key: value for key, value in document.items() if key != "trials"}
    for path, message in problems(alone, names):
        raise Conflict(message, where=".".join(path))
    if len(happened) > MOST_HAPPENING:
        raise InvalidInput(sentence("more than %(most)s things happen", most=MOST_HAPPENING))
    try:
        return step_through(resolved(document, names.hours), moment(tenant, at), happened)
    except NoWay as error:
        raise InvalidInput(error.message, where=".".join(error.path)) from None


def moment(tenant: Tenant, at: str) -> datetime:
    """A time of the tenant's; now where none is said."""
    if not at:
        return clock.now().astimezone(ZoneInfo(tenant.timezone)).replace(tzinfo=None)
    try:
        return trials.moment(at)
    except ValueError as error:
        raise InvalidInput(str(error), where="at", allowed=trials.ALLOWED_AT) from None


@dataclass(frozen=True)
class Live:
    """How far a tenant's newest generation has come."""

    generation: int
    acknowledged: int
    node: str
    """Its home; empty where it has none."""
    seconds: float | None
    """From seeing the generation to its acknowledgement, once it is live."""
    problem: str
    """Why the last attempt was not acknowledged."""

    @property
    def live(self) -> bool:
        return bool(self.node) and self.acknowledged >= self.generation


def live(tenant: Tenant) -> Live:
    home = nodes.placements([tenant.id]).get(tenant.id)
    if home is None:
        return Live(tenant.generation, 0, "", None, "")
    done = home.acked_generation >= tenant.generation
    return Live(
        tenant.generation,
        home.acked_generation,
        home.node.name,
        home.ack_seconds if done else None,
        "" if done else home.problem or "",
    )


def _heard(tenant: Tenant) -> tuple[Any, ...]:
    return (StoredPrompt.tenant_id == tenant.id, StoredPrompt.source != "placeholder")
