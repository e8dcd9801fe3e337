"""The contract's arithmetic: dataclasses in, lines out. No session, no clock.

``bill(agreement, facts, month)`` is the way in; ``CLAUSES`` is every clause that a terms
document can name. A new clause is a module here and its name in the registry.
"""

from .amounts import Currency
from .clause import Case, Clause, Settlement, Stage
from .engine import Agreement, bill
from .facts import CAUSES, INBOUND, OUTBOUND, Call, Facts, Outage, SeatInterval
from .month import Month, midnight
from .registry import CLAUSES
from .results import CALL, LINE, OUTAGE, SEAT, Bill, Evidence, Line, Notice, Text

__all__ = [
    "CALL",
    "CAUSES",
    "CLAUSES",
    "INBOUND",
    "LINE",
    "OUTAGE",
    "OUTBOUND",
    "SEAT",
    "Agreement",
    "Bill",
    "Call",
    "Case",
    "Clause",
    "Currency",
    "Evidence",
    "Facts",
    "Line",
    "Month",
    "Notice",
    "Outage",
    "SeatInterval",
    "Settlement",
    "Stage",
    "Text",
    "bill",
    "midnight",
]
