"""When a change that was asked for takes effect: on its day, but not before its lead time allows (000).

A fact without ``asked`` takes effect ``at`` the day that it names, whoever asked for it and when.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from seatyard.errors import InvalidInput

from ...clauses.lead_times import LeadTimes, Request
from ...engine import Agreement, midnight
from .reading import Entry, moment
from .schemas import DATE

KEYS: dict[str, Any] = {
    "asked": DATE | {"description": "the local day on which it was asked for, such as 2026-03-01"},
    "waived": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "why its lead time is not insisted on",
    },
}


def takes_effect(entry: Entry, agreement: Agreement, request: Request, where: str) -> datetime:
    """The instant of an entry ``at`` a moment, perhaps ``asked`` for on a day, its lead time ``waived``."""
    wanted = moment(entry["at"], agreement.zone, f"{where}.at")
    if "waived" in entry and "asked" not in entry:
        raise InvalidInput("asked is missing", where=where, allowed="waived beside asked")
    if "asked" not in entry or "waived" in entry:
        return wanted
    asked = date.fromisoformat(entry["asked"])
    clause = agreement.clause(LeadTimes.name, asked) if agreement.term.starts <= asked else None
    if not isinstance(clause, LeadTimes) or clause.of(request) is None:
        return wanted
    return max(wanted, midnight(clause.first_day(request, asked), agreement.zone))
