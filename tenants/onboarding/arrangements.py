"""Queues and flows asked for inside their lead times: kept, and made so on their day.

A tenant has one arrangement that waits: its queues and flows as the latest file says them. All of it
takes effect together, on the latest of the days that the lead times of what is new in it come to. What
waits already goes with it: so no flow ever leads to a queue that is not there. A number waits only for a
flow that is new.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db, snapshot, transaction

from .. import whys
from ..models import Arrangement, Tenant
from ..whys import Why
from . import skills
from .flows import FlowsSection
from .lead_times import Effect, effect
from .numbers import lead, take
from .queues import QueuesSection, filled
from .sections import Change, Later, Onboarding
from .whole import whole

logger = logging.getLogger(__name__)

REFUSED = "arrangement_refused"
"""The finding of a tenant whose arrangement could not be made so; it is tried again and again."""
TAKEN_BACK = "what was asked for is taken back"


def _nothing(_: Tenant) -> None: ...


@dataclass(frozen=True)
class Asked:
    """A file's changes, those that wait dated; and what to ``keep`` of them once they are applied."""

    changes: list[Change]
    keep: Callable[[Tenant], None] = field(default=_nothing, repr=False)


def asked(tenant: Tenant | None, document: Onboarding, changes: list[Change], *, waived: bool) -> Asked:
    """Date the changes of queues and flows; what waits already is not asked for anew."""
    parts = [change for change in changes if change.request]
    waiting = tenant.arrangement if tenant else None
    if tenant is None or not (parts or waiting):
        return Asked(changes)
    back = _taken_back(waiting, document, parts) if waiting else []
    if waived or not parts:
        return Asked([*(_waivable(tenant, change) for change in changes), *back], _drop)
    fresh = _fresh(waiting, document, parts) if waiting else parts
    due = _latest(tenant, {one.request for one in fresh}, waiting)
    if due is None:
        return Asked(changes)
    left = [_dated(one, due) if one.request else one for one in changes if one in fresh or not one.request]
    kept = _kept(document, parts, _whys(waiting, fresh))
    return Asked(left + back, lambda tenant: _keep(tenant, kept, due))


def turn() -> None:
    """Make so what was asked for, its day having come, tenant by tenant: one that fails delays no other.

    Needs an application around it; several may call it at once.
    """
    with snapshot():
        due = select(Arrangement.tenant_id).where(Arrangement.takes_effect_at <= clock.now())
        tenants = sorted(db.session.scalars(due))
    for tenant_id in tenants:
        try:
            with transaction():
                _turn(tenant_id)
        except Exception:
            logger.exception("tenant %d: its arrangement is not made so", tenant_id)
            message = "queues and flows that were asked for are not made so; see the worker's log"
            findings.report_alone(REFUSED, f"tenant {tenant_id}", message, tenant_id=tenant_id)


def export(tenant: Tenant) -> Onboarding:
    """The sections as they are to be, in place of those that are; empty where nothing waits."""
    if tenant.arrangement is None:
        return {}
    kept = tenant.arrangement.document
    said = [{key: value for key, value in one.items() if value is not None} for one in kept["queues"]]
    queues = [skills.without_seats(one) for one in said]
    return {"queues": queues, "flows": kept["flows"], "numbers": kept["numbers"]}


def _kept(document: Onboarding, parts: Iterable[Change], reasons: Onboarding) -> Onboarding:
    kept = {name: document[name] for name in ("queues", "flows", "numbers")}
    seats = [{"number": seat["number"]} for seat in document["seats"]]
    return kept | {"seats": seats, "says": [str(part) for part in parts], "whys": reasons}


def _whys(waiting: Arrangement | None, fresh: Iterable[Change]) -> Onboarding:
    """Who asked for what of the flows, and why; of what waits already, as it was said then."""
    known = dict(waiting.document.get("whys", {})) if waiting else {}
    names = (one.subject.partition(" ") for one in fresh)
    return known | {name: asdict(whys.of(name)) for kind, _, name in names if kind == "flow"}


def _fresh(waiting: Arrangement, document: Onboarding, parts: Iterable[Change]) -> list[Change]:
    """Those that do not wait already."""
    known, now = _subjects(waiting.document, document), _subjects(document, waiting.document)
    return [one for one in parts if now.get(one.subject) != known.get(one.subject)]


def _taken_back(waiting: Arrangement, document: Onboarding, parts: Iterable[Change]) -> list[Change]:
    """What waits, and is to stay as it is after all."""
    known, now = _subjects(waiting.document, document), _subjects(document, waiting.document)
    asked = {part.subject for part in parts}
    stays = sorted(one for one in known.keys() | now if known.get(one) != now.get(one) and one not in asked)
    return [Change("change", one, _nothing, TAKEN_BACK) for one in stays if not one.startswith("number ")]


def _subjects(document: Onboarding, other: Onboarding) -> dict[str, Any]:
    """What it says of each queue, flow and number; of the seats in a queue those that both know.

    One that waits from before a setting came leaves it out.
    """
    both = {seat["number"] for seat in document["seats"]} & {seat["number"] for seat in other["seats"]}
    queues = {f"queue {one['name']}": _grouped(filled(one), both) for one in document["queues"]}
    flows = {f"flow {name}": flow for name, flow in document["flows"].items()}
    return queues | flows | {f"number {one['e164']}": one["flow"] for one in document["numbers"]}


def _grouped(queue: dict[str, Any], seats: set[str]) -> dict[str, Any]:
    members = ((one["number"], one["level"], one["position"]) for one in queue["seats"])
    return queue | {"seats": sorted(member for member in members if member[0] in seats)}


def _latest(tenant: Tenant, requests: Iterable[str], waiting: Arrangement | None) -> Effect | None:
    """The latest of their days, not before that of what waits; None is at once."""
    effects = [one for one in (effect(tenant, request) for request in sorted(requests)) if one]
    if waiting is not None:
        effects.append(Effect(waiting.first_day, waiting.clause))
    return max(effects, key=lambda one: one.first_day, default=None)


def _dated(change: Change, due: Effect) -> Change:
    """The change on its day; a number is the tenant's from now on."""

    def ahead(tenant: Tenant) -> None:
        kind, _, name = change.subject.partition(" ")
        if kind == "number":
            take(tenant, name)

    return replace(change, later=Later(due, ahead))


def _waivable(tenant: Tenant, change: Change) -> Change:
    """The change with the lead time that its waiver goes on record for."""
    due = effect(tenant, change.request) if change.request else None
    return replace(change, later=Later(due, change.apply)) if due else change


def _keep(tenant: Tenant, document: Onboarding, due: Effect) -> None:
    if tenant.arrangement is None:
        tenant.arrangement = Arrangement(tenant_id=tenant.id)
    tenant.arrangement.document = document
    if tenant.arrangement.first_day != due.first_day:
        moment = datetime.combine(due.first_day, time(), ZoneInfo(tenant.timezone))
        tenant.arrangement.first_day, tenant.arrangement.takes_effect_at = due.first_day, moment
    tenant.arrangement.clause = due.clause


def _drop(tenant: Tenant) -> None:
    tenant.arrangement = None


def _turn(tenant_id: int) -> None:
    query = whole(select(Tenant).filter_by(id=tenant_id)).with_for_update(of=Tenant)
    tenant = db.session.scalars(query.execution_options(populate_existing=True)).one()
    waiting = tenant.arrangement
    if waiting is None or waiting.takes_effect_at > clock.now():
        return
    said = {name: Why(**why) for name, why in waiting.document.get("whys", {}).items()}
    with whys.because(said):
        for section in (QueuesSection(), FlowsSection()):
            for change in section.changes(tenant, waiting.document):
                change.apply(tenant)
                db.session.flush()
    leads = {one["e164"]: one["flow"] for one in waiting.document["numbers"]}
    for number in tenant.numbers:
        if number.e164 in leads and (number.flow is None or number.flow.name != leads[number.e164]):
            lead(number, leads[number.e164])
    tenant.arrangement = None
    tenant.generation += 1
    findings.resolve(REFUSED, [f"tenant {tenant_id}"], "the switch worker")
