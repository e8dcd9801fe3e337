"""The facts of a case file: a module for each kind, and the list of them.

Dates are effective local dates: lead times do not apply to a case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from seatyard.errors import InvalidInput

from ...engine import Agreement, Facts, SeatInterval
from .activations import ACTIVATIONS
from .adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from .calls import CALLS
from .endings import ENDINGS
from .hours import HOURS
from .items import ITEMS
from .lines import LINES
from .milestones import MILESTONES
from .one_offs import ONE_OFFS
from .outages import OUTAGES
from .payments import PAYMENTS
from .reading import Reading
from .receipts import RECEIPTS
from .schemas import MOST_SEATS, mapping, several
from .seats import SEATS
from .service_levels import SERVICE_LEVELS
from .sign_ins import SIGN_INS
from .staff import STAFF

KINDS = (
    SEATS,
    CALLS,
    OUTAGES,
    LINES,
    STAFF,
    SIGN_INS,
    HOURS,
    ONE_OFFS,
    MILESTONES,
    RECEIPTS,
    ITEMS,
    ACTIVATIONS,
    SERVICE_LEVELS,
    PAYMENTS,
    REFUNDS,
    WRITE_OFFS,
    RECOVERIES,
    ENDINGS,
)
"""Seats first: other kinds count by those that are leased."""

MOST = {CALLS.name: 100_000}
MOST_OTHERS = 2_000
"""Entries of a kind that a case may have: it is for talking about a contract, not for a year's records."""

SCHEMA = mapping(
    [], {kind.name: several(kind.schema, maxItems=MOST.get(kind.name, MOST_OTHERS)) for kind in KINDS}
)


def read(
    document: dict[str, list[dict[str, Any]]],
    agreement: Agreement,
    at: str = "facts",
    seats: tuple[SeatInterval, ...] = (),
) -> Facts:
    """The facts of a document that ``SCHEMA`` let through; InvalidInput names the place under ``at``.

    ``seats`` are those leased, where it is not the document that says so.
    """
    reading, facts = Reading(agreement, at, seats), Facts(seats=seats)
    for kind in KINDS:
        if kind.name in document:
            _check_added(document[kind.name], f"{at}.{kind.name}")
            known: dict[str, Any] = {kind.name: kind.read(document[kind.name], reading)}
            facts = replace(facts, **known)
            reading = replace(reading, seats=facts.seats)
    return facts


def _check_added(entries: list[dict[str, Any]], where: str) -> None:
    added = sum(entry.get("add", 0) for entry in entries)
    if added > MOST_SEATS:
        raise InvalidInput(f"{added} are added in all", where=where, allowed=f"up to {MOST_SEATS}")
