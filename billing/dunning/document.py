"""Dunning as JSON and as lines: what is open of a contract, what was done, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..documents.data import of_arrear
from . import due as pure
from .due import Step
from .history import UNDOABLE, History, Kind, Past
from .models import DunningStep
from .reading import Matter

CLEAR, OPEN, REMINDED, NOTIFIED = "clear", "open", "reminded", "notified"
SUSPENDED, TERMINABLE, TERMINATED = "suspended", "may_terminate", "terminated"
STATES = (CLEAR, OPEN, REMINDED, NOTIFIED, SUSPENDED, TERMINABLE, TERMINATED)
"""How far it has come, in order."""
_REACHED = {
    Kind.REMINDER: REMINDED,
    Kind.NOTICE: NOTIFIED,
    Kind.TOLD: NOTIFIED,
    Kind.MAY_SUSPEND: NOTIFIED,
    Kind.SUSPENDED: SUSPENDED,
    Kind.MAY_TERMINATE: TERMINABLE,
}


def state_of(matter: Matter) -> str:
    """How far dunning of the contract has come."""
    history = matter.now.history
    if history.terminated:
        return TERMINATED
    open_ones = [one.id for one in matter.now.accounts if one.left]
    return furthest(history, open_ones) or (OPEN if open_ones else CLEAR)


def reached(history: History) -> str | None:
    """How far dunning has come by what stands of it; None where nothing does."""
    return TERMINATED if history.terminated else furthest(history, history.bills)


def furthest(history: History, bills: Iterable[str]) -> str | None:
    """How far it has come of any of these bills."""
    stages = {_REACHED[kind] for bill in bills for kind in _REACHED if history.standing(bill, kind)}
    return max(stages, key=STATES.index, default=None)


def of_matter(matter: Matter) -> dict[str, Any]:
    """With its history, the earliest first, and the days to come if nothing is paid."""
    hold = matter.now.history.held_on(matter.now.today)
    return {
        "contract": matter.contract.id,
        "on": matter.now.today.isoformat(),
        "state": state_of(matter),
        "suspended_for": matter.now.history.suspended(),
        "held": _of_hold(hold, matter) if hold else None,
        "currency": matter.agreement.currency.value,
        "bills": [of_arrear(bill) for bill in matter.bills],
        "next": [of_step(step) for step in pure.ahead(matter.now)],
        "history": [of_row(row, matter) for row in matter.rows],
    }


def of_step(step: Step) -> dict[str, Any]:
    number = {"number": step.number} if step.number else {}
    return {"on": step.on.isoformat(), "step": step.kind.value, "bill": step.bill} | number


def of_row(row: DunningStep, matter: Matter) -> dict[str, Any]:
    history = matter.now.history
    return {
        "id": row.id,
        "on": row.on.isoformat(),
        "at": row.at.isoformat(),
        "step": row.kind,
        "bill": row.bill,
        **({"number": row.number} if row.number else {}),
        "by": row.by,
        "reason": row.reason,
        **({"about": row.about_id} if row.about_id else {}),
        **({"until": row.until.isoformat()} if row.until else {}),
        "undone": history.is_undone(row.id),
        "undoable": undoable(row, matter),
        "over": history.is_over(row.id),
        "detail": row.detail,
    }


def undoable(row: DunningStep, matter: Matter) -> bool:
    history = matter.now.history
    return Kind(row.kind) in UNDOABLE and not history.is_undone(row.id) and not history.is_over(row.id)


def lines(document: dict[str, Any]) -> Iterator[str]:
    """``of_matter`` for a terminal."""
    yield f"contract {document['contract']}  {document['state']}  on {document['on']}"
    if held := document["held"]:
        until = f" until {held['until']}" if held["until"] else ""
        yield f"    held{until} by {held['by']}: {held['reason']}"
    for bill in document["bills"]:
        yield (
            f"    {bill['id']}  due {bill['due']}  {bill['outstanding']} open"
            f"  {bill['days_late']} days late  late fee {bill['late_fee']}"
        )
    for row in document["history"]:
        undone = "  (undone)" if row["undone"] else ""
        why = f": {row['reason']}" if row["reason"] else ""
        yield f"  {row['id']:>4}  {row['on']}  {called(row)}  by {row['by']}{why}{undone}"
    for step in document["next"]:
        yield f"  next  {step['on']}  {called(step)}"


def called(step: dict[str, Any]) -> str:
    """``reminder 2 of SY-000017``."""
    number = f" {step['number']}" if step.get("number") else ""
    about = f" step {step['about']}" if step.get("about") else ""
    return f"{step['step']}{number}{about}" + (f" of {step['bill']}" if step["bill"] else "")


def _of_hold(hold: Past, matter: Matter) -> dict[str, Any]:
    row = next(row for row in matter.rows if row.id == hold.id)
    until = hold.until.isoformat() if hold.until else None
    return {"since": hold.on.isoformat(), "until": until, "by": row.by, "reason": row.reason}
