"""Calls out of a tenant: emergency numbers for everyone, the rest by the outbound policy.

All is decided by the switch itself while it searches the dialplan, also for a call that a seat transfers:
what was dialled becomes E.164 (``dialled``), the policy says whether it may go (``policy``), one of the
tenant's own numbers is shown (``callers``), and carriers are tried in order (``ways``). A caller from
outside or an inbound seat never carries ``seatyard_outbound``, a variable of the directory entry of a seat
that may dial out.
"""

from .extensions import emergency_extensions, outbound_extensions
from .wayout import EMERGENCY, WayOut

__all__ = ["EMERGENCY", "WayOut", "emergency_extensions", "outbound_extensions"]
