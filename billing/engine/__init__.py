"""The arithmetic that clauses are made of: dataclasses in, lines out. No session, no clock.

``bill(agreement, facts, month)`` is the way in; the clauses themselves are ``billing.clauses``.
"""

from .agreement import Agreement, Version
from .amounts import Currency
from .bill import ahead, bill
from .clause import Ahead, Applies, Case, Clause, Settlement, Stage, Term
from .facts import (
    CAUSES,
    ENDINGS,
    INBOUND,
    OUTBOUND,
    Activation,
    Call,
    Ending,
    Facts,
    Outage,
    Payment,
    SeatInterval,
    ServiceLevel,
)
from .month import Month, midnight
from .results import (
    CALL,
    INVOICE,
    LINE,
    OUTAGE,
    SEAT,
    Bill,
    Evidence,
    Issued,
    Kind,
    Line,
    Notice,
    Text,
    Trail,
)

__all__ = [
    "CALL",
    "CAUSES",
    "ENDINGS",
    "INBOUND",
    "INVOICE",
    "LINE",
    "OUTAGE",
    "OUTBOUND",
    "SEAT",
    "Activation",
    "Agreement",
    "Ahead",
    "Applies",
    "Bill",
    "Call",
    "Case",
    "Clause",
    "Currency",
    "Ending",
    "Evidence",
    "Facts",
    "Issued",
    "Kind",
    "Line",
    "Month",
    "Notice",
    "Outage",
    "Payment",
    "SeatInterval",
    "ServiceLevel",
    "Settlement",
    "Stage",
    "Term",
    "Text",
    "Trail",
    "Version",
    "ahead",
    "bill",
    "midnight",
]
