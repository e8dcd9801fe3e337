"""What people say to dunning: hold, go on, undo, stop. Each word is kept with who said it, and why."""

from __future__ import annotations

from datetime import date

from seatyard.db import LARGEST_ID, db, snapshot, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..models import Contract
from . import due as pure
from . import ending
from .asking import said, the_matter
from .history import UNDOABLE, Kind
from .models import DunningStep
from .reading import Matter, matter
from .taking import locked, on_the_switch, take


def hold(
    tenant: str, *, by: str, reason: str, until: date | None = None, contract: int | None = None
) -> DunningStep:
    """Nothing is done until it is resumed, or up to and with a day; money that comes still counts."""
    with transaction():
        now = the_matter(tenant, contract)
        if until is not None and until < now.now.today:
            raise InvalidInput(f"{until} is over", where="until", allowed=f"{now.now.today} or later")
        return take(now, Kind.HELD, by=by, reason=said(reason), until=until)


def resume(tenant: str, *, by: str, reason: str, contract: int | None = None) -> DunningStep:
    """What became due meanwhile is due now; nobody is suspended who was not told ahead.

    Conflict when it is not held.
    """
    with transaction():
        now = the_matter(tenant, contract)
        if now.now.history.held_on(now.now.today) is None:
            raise Conflict("its dunning is not held", where=f"tenant {tenant}")
        return take(now, Kind.RESUMED, by=by, reason=said(reason))


def told(tenant: str, bill: str, *, by: str, reason: str, contract: int | None = None) -> DunningStep:
    """The notice of a suspension was given today otherwise than by e-mail: the reason says how."""
    with transaction():
        now = the_matter(tenant, contract)
        open_ones = [one.id for one in now.now.accounts if one.left]
        if bill not in open_ones:
            allowed = ", ".join(open_ones) or "none is open"
            raise InvalidInput(f"no open bill {bill!r}", where="bill", allowed=allowed)
        return take(now, Kind.TOLD, bill, by=by, reason=said(reason))


def suspend(tenant: str, *, by: str, reason: str, contract: int | None = None) -> list[DunningStep]:
    """Stop service, where the contract gives the right to today; Conflict says from when on it will."""
    with transaction():
        now = the_matter(tenant, contract)
        bills = _suspendable(now, tenant)
        made = [take(now, Kind.SUSPENDED, bill, by=by, reason=said(reason)) for bill in bills]
        on_the_switch(now.contract.tenant_id)
        return made


def undo(step_id: int, *, by: str, reason: str, tenant_id: int | None = None) -> DunningStep:
    """Take a step back: it does not come again by itself. A suspension ends at once.

    NotFound for no such step, Conflict for one that is undone or over.
    """
    why = said(reason)
    with snapshot():
        row, now = _step(step_id, tenant_id, lock=False)
        _check_undoable(row, now)
        terminated = row if row.kind == Kind.TERMINATED else None
    if terminated is not None:
        ending.take_back(terminated, by=by, reason=why)
    with transaction():
        row, now = _step(step_id, tenant_id)
        _check_undoable(row, now)
        made = take(now, Kind.UNDONE, row.bill, by=by, reason=why, about=row)
        on_the_switch(now.contract.tenant_id)
        return made


def again(step_id: int, *, by: str, reason: str, tenant_id: int | None = None) -> DunningStep:
    """Let a step that was undone come again on its day, maybe today. Conflict when it is not undone."""
    with transaction():
        row, now = _step(step_id, tenant_id)
        if not now.now.history.is_undone(step_id) or now.now.history.is_over(step_id):
            raise Conflict("it is not undone", where=f"step {step_id}")
        return take(now, Kind.AGAIN, row.bill, by=by, reason=said(reason), about=row)


def _suspendable(now: Matter, tenant: str) -> list[str]:
    """The open bills that service may stop for today, and does not yet."""
    days = {one.id: pure.suspendable_on(one, now.now) for one in now.now.accounts if one.left}
    running = [bill for bill in days if not now.now.history.standing(bill, Kind.SUSPENDED)]
    bills = [bill for bill in running if (day := days[bill]) is not None and day <= now.now.today]
    if bills:
        return bills
    where = f"tenant {tenant}"
    if suspended := now.now.history.suspended():
        raise Conflict(f"it is suspended already, for {', '.join(suspended)}", where=where)
    if not days:
        raise Conflict("nothing is open", where=where)
    known = ", ".join(f"for {bill} from {day}" for bill, day in days.items() if day)
    why = known or "the contract has none, or the tenant was not told of it"
    raise Conflict(f"there is no right to suspend it yet: {why}", where=where)


def _step(step_id: int, tenant_id: int | None, *, lock: bool = True) -> tuple[DunningStep, Matter]:
    """``tenant_id``: of this tenant alone."""
    found = db.session.get(DunningStep, step_id) if 0 < step_id <= LARGEST_ID else None
    if found is None or tenant_id not in (None, found.tenant_id):
        raise NotFound("no such step", where=f"step {step_id}")
    contract = locked(found.contract_id) if lock else db.session.get_one(Contract, found.contract_id)
    return found, matter(contract)


def _check_undoable(row: DunningStep, now: Matter) -> None:
    where = f"step {row.id}"
    if Kind(row.kind) not in UNDOABLE:
        allowed = ", ".join(sorted(kind.value for kind in UNDOABLE))
        raise Conflict(f"{row.kind} cannot be undone", where=where, allowed=allowed)
    if now.now.history.is_undone(row.id):
        raise Conflict("it is undone already", where=where)
    if now.now.history.is_over(row.id):
        raise Conflict("its bill was paid since: there is nothing to undo", where=where)
