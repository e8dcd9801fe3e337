"""Days that a contract names: its signing, its start, a date, an event that it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .clause import Term
from .parameters import Day

_NAME = r"[a-z][a-z0-9_-]*"


class Occasion(StrEnum):
    SIGNING = "signing"
    START = "start"


@dataclass(frozen=True, slots=True)
class When:
    """A date, or an occasion by its name: one of ``Occasion``, with ``events`` a milestone too."""

    events: bool = False

    def schema(self) -> dict[str, Any]:
        words = _NAME if self.events else "|".join(Occasion)
        said = ", ".join([*Occasion, *(["the name of a milestone"] if self.events else [])])
        described = f"{said}, or a date such as 2026-03-01"
        return {
            "type": "string",
            "description": described,
            "if": {"pattern": "^[0-9]"},
            "then": Day().schema(),
            "else": {"pattern": f"^({words})$", "description": described},
        }

    def read(self, value: Any) -> date | str:
        return date.fromisoformat(value) if value[:1].isdigit() else str(value)


def day_of(when: date | str, term: Term) -> date | None:
    """The day, or none for an event: that is a fact."""
    if isinstance(when, date):
        return when
    return {Occasion.SIGNING.value: term.signed, Occasion.START.value: term.starts}.get(when)


def agreed_on(day: date, term: Term) -> date:
    """The day on which the contract settles what it set for ``day``.

    What lies before its first day falls into its first month, what lies after its last, with all
    renewals, into its last: nothing that was agreed is billed by no month. After an end that came
    before the one agreed, nothing more falls due by itself.
    """
    last = last_agreed(term)
    return max(term.starts, min(day, last) if last else day)


def last_agreed(term: Term) -> date | None:
    """The last day with all renewals, as if no party had ended the contract before."""
    return max(term.ends, term.agreed_ends) if term.ends and term.agreed_ends else None


def done_on(day: date, term: Term) -> date:
    """The same for what was done on ``day``: it was done, however the contract ended."""
    return max(term.starts, min(day, term.ends) if term.ends else day)
