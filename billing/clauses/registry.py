"""Every clause that a terms document can name."""

from __future__ import annotations

from ..engine.clause import Clause
from .breach import Breach
from .call_charges import CallCharges
from .deposit_prepay import DepositPrepay
from .force_majeure import ForceMajeure
from .instalments import Instalments
from .late_activation import LateActivation
from .late_fee import LateFee
from .lead_times import LeadTimes
from .line_rent import LineRent
from .maintenance import Maintenance
from .one_off import OneOff
from .outage_credit import OutageCredit
from .per_item import PerItem
from .recordings import Recordings
from .recurring import Recurring
from .reminders import Reminders
from .renewal import Renewal
from .revenue_share import RevenueShare
from .seat_rent import SeatRent
from .service_levels import ServiceLevels
from .staff import Staff
from .suspension import Suspension
from .tax import Tax
from .termination import Termination
from .uptime_sla import UptimeSla

CLAUSES: dict[str, type[Clause]] = {
    clause.name: clause
    for clause in (
        Maintenance,
        Recordings,
        LeadTimes,
        Renewal,
        SeatRent,
        LineRent,
        Staff,
        CallCharges,
        PerItem,
        RevenueShare,
        OneOff,
        Recurring,
        Instalments,
        OutageCredit,
        ForceMajeure,
        UptimeSla,
        ServiceLevels,
        LateFee,
        Reminders,
        Suspension,
        Termination,
        Breach,
        LateActivation,
        DepositPrepay,
        Tax,
    )
}
"""By name, in the order in which their lines stand within a stage."""
