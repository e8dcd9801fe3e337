"""The end of a contract for arrears: a person's word, and the fact that the engine bills the penalty by."""

from __future__ import annotations

from seatyard.db import snapshot, transaction
from seatyard.errors import Conflict

from ..cases.facts.endings import ENDINGS
from ..clauses.termination import ARREARS
from ..recorded import service as recorded
from ..recorded.reading import rows_of as facts_of
from .asking import said, the_matter
from .history import Kind
from .models import DunningStep
from .reading import Matter, rows_of
from .taking import take

FACT = "fact"
"""In the step's detail: the recorded fact's name."""


def terminate(tenant: str, *, by: str, reason: str, contract: int | None = None) -> DunningStep:
    """End the contract today, where it gives the right to; the close of its month bills the penalty.

    Conflict says from when on there will be a right. Broken off half way, the same again completes it.
    """
    why = said(reason)
    with snapshot():
        now = the_matter(tenant, contract, lock=False)
        contract_id, fact = now.contract.id, _fact(now)
        if fact is None:
            _check(now, tenant)
            told = {"at": now.now.today.isoformat(), "cause": ARREARS}
    if fact is None:
        document = {"facts": {ENDINGS.name: [told]}}
        (made,) = recorded.add(tenant, document, by=by, contract_id=contract_id, again=True)
        fact = made.name
    with transaction():
        now = the_matter(tenant, contract_id)
        ended = now.now.history.terminated
        if ended is not None:
            return next(row for row in rows_of(contract_id) if row.id == ended.id)
        return take(now, Kind.TERMINATED, by=by, reason=why, fact=fact)


def take_back(step: DunningStep, *, by: str, reason: str) -> None:
    """Withdraw the fact that a termination rests on, if it stands: the contract goes on."""
    with snapshot():
        stands = any(
            row.name == step.detail[FACT] and row.withdrawn_at is None
            for row in facts_of(step.tenant_id, step.contract_id)
        )
    if stands:
        recorded.withdraw(step.detail[FACT], reason=reason, by=by)


def _check(now: Matter, tenant: str) -> None:
    """The right is there once a bill is unpaid for the days that the contract says."""
    clause, where = now.now.terms.termination, f"tenant {tenant}"
    if clause is None:
        raise Conflict("the contract has no clause that ends it for arrears", where=where)
    days = {one.id: clause.ends_on(one, now.now.away) for one in now.now.accounts if one.left}
    if not days:
        raise Conflict("nothing is open", where=where)
    if not any(day and day <= now.now.today for day in days.values()):
        known = ", ".join(f"for {bill} from {day}" for bill, day in days.items() if day)
        raise Conflict(f"there is no right to end it yet: {known or 'force majeure lasts'}", where=where)


def _fact(now: Matter) -> str | None:
    """The end for arrears that is on record already."""
    rows = facts_of(now.contract.tenant_id, now.contract.id)
    standing = (row for row in rows if row.kind == ENDINGS.name and row.withdrawn_at is None)
    return next((row.name for row in standing if row.document["cause"] == ARREARS), None)
