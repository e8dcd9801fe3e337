"""Calls out of a tenant: emergency numbers for everyone, the rest by the outbound policy.

All is decided by the switch itself while it searches the dialplan, also for a call that a seat transfers:
what was dialled becomes E.164 (``dialled``), the policy says whether it may go (``policy``), one of the
tenant's own numbers is shown (``callers``), and carriers are tried in order (``ways``). Whose right counts,
the leg's own or that of the seat which moved it, says ``features.rights``.
"""

from .extensions import emergency_extensions, outbound_extensions
from .wayout import EMERGENCY, WayOut

__all__ = ["EMERGENCY", "WayOut", "emergency_extensions", "outbound_extensions"]
