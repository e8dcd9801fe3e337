"""Proof over the whole history: the entries, the numbers, the documents and what they were computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seatyard.db import snapshot

from . import bank, bookings, credits, documents, dunning, gateway


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    looked_at: int
    wrong: tuple[str, ...]
    """What does not hold, a line each."""


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "transactions add up to nothing": bookings.entries,
    "invoices are booked as their lines say": bookings.invoices,
    "money is booked as it was told": bookings.facts,
    "statement lines are matched once": bank.lines,
    "payments over a service are facts, once each": gateway.payments,
    "what goes back over a service is booked as it stands": gateway.returns,
    "service stands still by a step that stands": dunning.suspensions,
    "numbers have no gap": documents.numbers,
    "credit notes have no gap": credits.numbers,
    "credit notes are what was given, within their invoices, and booked": credits.notes,
    "invoices are what was finalised": documents.documents,
    "invoices are from and to whom they were": documents.heads,
    "evidence is there, and counted once": documents.evidence,
}


def audit() -> list[Check]:
    """Look at everything once, in one view of the database."""
    with snapshot():
        return [looked(name, look) for name, look in CHECKS.items()]


def looked(name: str, look: Callable[[], Iterator[str]]) -> Check:
    """What one look finds, in the caller's view of the database."""
    count, wrong = 0, []
    for said in look():
        count += 1
        if said:
            wrong.append(said)
    return Check(name, count, tuple(wrong))
