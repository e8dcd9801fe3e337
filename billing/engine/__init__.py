"""The arithmetic that clauses are made of: dataclasses in, lines out. No session, no clock.

``bill(agreement, facts, month)`` is the way in; the clauses themselves are ``billing.clauses``.
"""

from seatyard.leg_kinds import INBOUND, OUTBOUND

from .agreement import Agreement, Version
from .amounts import Currency
from .bill import ahead, bill
from .clause import Ahead, Applies, Case, Clause, Settlement, Stage, Term
from .facts import (
    CAUSES,
    ENDINGS,
    OVERTIME,
    TRAINING,
    Activation,
    Call,
    Ending,
    Facts,
    Hours,
    Items,
    Milestone,
    OneOff,
    Outage,
    Payment,
    Receipt,
    SeatInterval,
    ServiceLevel,
    SignIn,
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
    "OVERTIME",
    "SEAT",
    "TRAINING",
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
    "Hours",
    "Issued",
    "Items",
    "Kind",
    "Line",
    "Milestone",
    "Month",
    "Notice",
    "OneOff",
    "Outage",
    "Payment",
    "Receipt",
    "SeatInterval",
    "ServiceLevel",
    "Settlement",
    "SignIn",
    "Stage",
    "Term",
    "Text",
    "Trail",
    "Version",
    "ahead",
    "bill",
    "midnight",
]
