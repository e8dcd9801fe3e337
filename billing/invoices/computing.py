"""A contract's month computed from what is known now: what a close and a draft have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ..corrections.service import corrections, counting
from ..documents.fingerprints import fingerprint
from ..engine import Bill, Facts, Issued, bill
from .due import Due


@dataclass(frozen=True, slots=True)
class Computed:
    bill: Bill
    fingerprint: str
    facts: Facts
    calls: dict[str, tuple[int, int]]
    """``Due.calls`` of before it was computed."""


def computed(due: Due, issued: tuple[Issued, ...]) -> Computed:
    """The month's bill after those that were ``issued`` before it; in the caller's transaction.

    With what is to be said of months before it (``corrections``). Raises what makes the month not computable.
    """
    calls = due.calls()
    facts = due.facts(as_of=due.month.last_day)
    lines = corrections(due, issued)
    made = bill(due.agreement, facts, due.month, counting(issued, lines), lines)
    return Computed(made, fingerprint(made), facts, calls)
