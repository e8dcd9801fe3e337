"""Queues and flows asked for inside their lead times: kept, and made so on their day.

All that a file changes of them takes effect together, on the latest of the days that their lead times
come to, and not before what was asked for earlier: a flow never leads to a queue that is not there yet.
A number waits only for a flow that is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, snapshot, transaction

from ..models import Arrangement, Tenant
from .flows import FlowsSection
from .lead_times import Effect, effect
from .numbers import lead, take
from .queues import QueuesSection
from .sections import Change, Later, Onboarding


def _nothing(_: Tenant) -> None: ...


@dataclass(frozen=True)
class Asked:
    """A file's changes, those that wait dated; and what to ``keep`` of them after they are applied."""

    changes: list[Change]
    keep: Callable[[Tenant], None] = field(default=_nothing, repr=False)


def asked(tenant: Tenant | None, document: Onboarding, changes: list[Change], *, waived: bool) -> Asked:
    """Date the changes of queues and flows; what was asked for before is not asked anew."""
    waiting = list(tenant.arrangements) if tenant else []
    parts = [change for change in changes if change.request]
    if tenant is None or not (parts or waiting):
        return Asked(changes)
    if waived or not parts:
        dated = [_waivable(tenant, change) for change in changes] if parts else changes
        return Asked([*dated, *(_taken_back(one, tenant) for one in waiting)])
    wanted = _document(document, parts)
    last = waiting[-1] if waiting else None
    known = _subjects(last.document, wanted) if last else {}
    now = _subjects(wanted, wanted)
    new = [one for one in parts if last is None or now.get(one.subject) != known.get(one.subject)]
    due = _latest(tenant, {one.request for one in new}, last)
    if due is None:
        return Asked(changes)
    left = [_dated(one, due) if one in new else one for one in changes if one in new or not one.request]
    as_before = known.keys() - {one.subject for one in parts}
    back = [_stays(subject) for subject in sorted(as_before) if known[subject] != now.get(subject)]
    wanted["says"] = [str(one) for one in new + back]
    return Asked(left + back, lambda tenant: _keep(tenant, wanted, due))


def turn() -> int:
    """Make so what was asked for, its day having come, tenant by tenant; how many tenants there were.

    Needs an application around it; several may call it at once.
    """
    now = clock.now()
    due = Arrangement.takes_effect_at <= now
    with snapshot():
        tenants = list(db.session.scalars(select(Arrangement.tenant_id).where(due).distinct()))
    for tenant_id in sorted(tenants):
        with transaction():
            query = select(Tenant).filter_by(id=tenant_id).with_for_update()
            tenant = db.session.scalars(query.execution_options(populate_existing=True)).one()
            come = [one for one in tenant.arrangements if one.takes_effect_at <= now]
            for arrangement in come:
                _make_so(tenant, arrangement.document)
                tenant.arrangements.remove(arrangement)
            tenant.generation += bool(come)
    return len(tenants)


def export(tenant: Tenant) -> Onboarding:
    """What the last of them says in place of the sections as they are now; empty where none waits."""
    if not tenant.arrangements:
        return {}
    last = tenant.arrangements[-1].document
    leads = {one.e164: one.flow.name for one in tenant.numbers if one.flow}
    leads |= {one["e164"]: one["flow"] for one in last["numbers"]}
    numbers = [{"e164": e164, "flow": flow} for e164, flow in sorted(leads.items())]
    queues = [{key: value for key, value in one.items() if value is not None} for one in last["queues"]]
    return {"queues": queues, "flows": last["flows"], "numbers": numbers}


def _document(document: Onboarding, parts: Iterable[Change]) -> Onboarding:
    waits = {part.subject for part in parts}
    return {
        "queues": document["queues"],
        "flows": document["flows"],
        "numbers": [one for one in document["numbers"] if f"number {one['e164']}" in waits],
        "seats": [{"number": seat["number"]} for seat in document["seats"]],
    }


def _subjects(document: Onboarding, other: Onboarding) -> dict[str, Any]:
    """What it says of each queue, flow and waiting number; of the seats those that both know."""
    both = {seat["number"] for seat in document["seats"]} & {seat["number"] for seat in other["seats"]}
    queues = {f"queue {one['name']}": _grouped(one, both) for one in document["queues"]}
    flows = {f"flow {name}": flow for name, flow in document["flows"].items()}
    return queues | flows | {f"number {one['e164']}": one["flow"] for one in document["numbers"]}


def _grouped(queue: dict[str, Any], seats: set[str]) -> dict[str, Any]:
    members = sorted(
        (one["number"], one["level"], one["position"]) for one in queue["seats"] if one["number"] in seats
    )
    return queue | {"seats": members}


def _latest(tenant: Tenant, requests: set[str], last: Arrangement | None) -> Effect | None:
    """The latest of their days; not before the last that waits. None is at once."""
    effects = [one for one in (effect(tenant, request) for request in sorted(requests)) if one]
    if last is not None:
        day = last.takes_effect_at.astimezone(ZoneInfo(tenant.timezone)).date()
        effects.append(Effect(day, last.clause))
    return max(effects, key=lambda one: one.first_day, default=None)


def _dated(change: Change, due: Effect) -> Change:
    """The change on its day; a number is the tenant's from now on."""

    def ahead(tenant: Tenant) -> None:
        kind, _, name = change.subject.partition(" ")
        if kind == "number":
            take(tenant, name)

    return replace(change, later=Later(due, ahead))


def _stays(subject: str) -> Change:
    return Change("change", subject, _nothing, "what was asked for is taken back")


def _waivable(tenant: Tenant, change: Change) -> Change:
    due = effect(tenant, change.request) if change.request else None
    return replace(change, later=Later(due, _nothing)) if due else change


def _taken_back(arrangement: Arrangement, tenant: Tenant) -> Change:
    day = arrangement.takes_effect_at.astimezone(ZoneInfo(tenant.timezone)).date()
    return Change(
        "remove",
        f"what was asked for from {day}",
        lambda tenant: tenant.arrangements.remove(arrangement),
        "; ".join(arrangement.document["says"]),
    )


def _keep(tenant: Tenant, wanted: Onboarding, due: Effect) -> None:
    """Store what is wanted from that day on; a number that leads elsewhere by now waits no more."""
    moment = due.moment(tenant)
    waits = [(one["e164"], one["flow"]) for one in wanted["numbers"]]
    for one in tenant.arrangements:
        numbers = [wait for wait in one.document["numbers"] if (wait["e164"], wait["flow"]) in waits]
        one.document = one.document | {"numbers": numbers}
    same_day = next((one for one in tenant.arrangements if one.takes_effect_at == moment), None)
    if same_day is None:
        tenant.arrangements.append(Arrangement(takes_effect_at=moment, clause=due.clause, document=wanted))
    else:
        says = [*same_day.document["says"], *wanted["says"]]
        same_day.document = wanted | {"says": says}


def _make_so(tenant: Tenant, document: Onboarding) -> None:
    for section in (QueuesSection(), FlowsSection()):
        for change in section.changes(tenant, document):
            change.apply(tenant)
            db.session.flush()
    mine = {number.e164: number for number in tenant.numbers}
    for wait in document["numbers"]:
        if wait["e164"] in mine:
            lead(mine[wait["e164"]], wait["flow"])
