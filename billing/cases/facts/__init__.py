"""The facts of a case file: a module for each kind, and the list of them.

Dates are effective local dates: lead times do not apply to a case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...engine import Agreement, Facts, SeatInterval
from .activations import ACTIVATIONS
from .calls import CALLS
from .endings import ENDINGS
from .outages import OUTAGES
from .payments import PAYMENTS
from .reading import Reading
from .schemas import mapping, several
from .seats import SEATS
from .service_levels import SERVICE_LEVELS

KINDS = (SEATS, CALLS, OUTAGES, ACTIVATIONS, SERVICE_LEVELS, PAYMENTS, ENDINGS)
"""Seats first: other kinds count by those that are leased."""

SCHEMA = mapping([], {kind.name: several(kind.schema) for kind in KINDS})


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
            known: dict[str, Any] = {kind.name: kind.read(document[kind.name], reading)}
            facts = replace(facts, **known)
            reading = replace(reading, seats=facts.seats)
    return facts
