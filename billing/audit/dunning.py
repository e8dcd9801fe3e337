"""Whose service stands still, and whose contract was ended, against the steps that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from seatyard.db import db
from tenants.suspensions.models import Suspension

from ..dunning.ending import FACT
from ..dunning.history import History, Kind
from ..dunning.models import DunningStep
from ..recorded.models import MARK, RecordedFact


def suspensions() -> Iterator[str]:
    """A tenant stands still exactly while a suspension of a contract's stands; an end rests on its fact."""
    rows: defaultdict[tuple[int, int], list[DunningStep]] = defaultdict(list)
    for row in db.session.scalars(select(DunningStep).order_by(DunningStep.id)):
        rows[row.tenant_id, row.contract_id].append(row)
    stopped: defaultdict[int, list[str]] = defaultdict(list)
    for (tenant_id, contract_id), steps in rows.items():
        history = History.of(step.past() for step in steps)
        stopped[tenant_id] += history.suspended()
        yield _ended(contract_id, history, steps)
    still = {one.tenant_id: one.since is not None for one in db.session.scalars(select(Suspension))}
    for tenant_id in sorted(still.keys() | stopped.keys()):
        says, does = bool(stopped.get(tenant_id)), still.get(tenant_id, False)
        wrong = "suspended by its steps, and not on the switch" if says else "suspended by no step"
        yield "" if says == does else f"tenant {tenant_id}: {wrong}"


def _ended(contract_id: int, history: History, steps: list[DunningStep]) -> str:
    ended = history.terminated
    if ended is None:
        return ""
    name = next(step.detail[FACT] for step in steps if step.id == ended.id and step.kind == Kind.TERMINATED)
    fact = db.session.get(RecordedFact, int(name.removeprefix(MARK)))
    if fact is not None and fact.withdrawn_at is None and fact.contract_id == contract_id:
        return ""
    return f"contract {contract_id}: its end for arrears rests on {name}, which does not stand"
