"""A contract said in plain sentences, made from its clauses' own parameters: for those who live by it.

Every kind of clause has its words in both languages here; a test fails for one that has none. Nothing is said
of one contract alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine import Clause, Text
from . import arrears, calls, charges, rent, service, term
from .saying import Money

SAYINGS: dict[str, Callable[[Any, Money], list[Text]]] = {
    one.__name__: one
    for one in (
        term.renewal,
        term.lead_times,
        rent.seat_rent,
        rent.line_rent,
        rent.staff,
        calls.call_charges,
        charges.per_item,
        charges.revenue_share,
        charges.one_off,
        charges.recurring,
        charges.instalments,
        charges.deposit_prepay,
        charges.tax,
        service.maintenance,
        service.recordings,
        service.outage_credit,
        service.uptime_sla,
        service.service_levels,
        service.force_majeure,
        service.late_activation,
        arrears.reminders,
        arrears.late_fee,
        arrears.suspension,
        arrears.termination,
        arrears.breach,
    )
}
"""By the clause's name, in the order in which a contract is read."""


def said(clause: Clause, currency: str) -> list[Text]:
    """The clause in one sentence or a few, with the amounts in ``currency``."""
    return SAYINGS[clause.name](clause, Money(currency))
