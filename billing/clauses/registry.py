"""Every clause that a terms document can name."""

from __future__ import annotations

from ..engine.clause import Clause
from .call_charges import CallCharges
from .outage_credit import OutageCredit
from .seat_rent import SeatRent
from .tax import Tax
from .uptime_sla import UptimeSla

CLAUSES: dict[str, type[Clause]] = {
    clause.name: clause for clause in (SeatRent, CallCharges, OutageCredit, UptimeSla, Tax)
}
"""By name, in the order in which their lines stand within a stage."""
