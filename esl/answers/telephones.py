"""A seat that is bound to an ordinary telephone: how the switch reaches it, over the carriers.

The tenant's own number is shown, never the caller's. A carrier's failure goes on with the next one; what the
telephone's owner does is final. Its legs count among the carrier's and the tenant's calls from
the moment of the answer.
"""

from __future__ import annotations

from ..carriers.formats import written
from ..carriers.routing import Carrier, choices
from . import lines
from .outbound import callers
from .outbound.wayout import WayOut
from .outbound.ways import Attempt

UNREACHABLE = "error/NETWORK_OUT_OF_ORDER"
"""No carrier serves the number, or none takes a number that the tenant could show."""
FINAL = (
    "USER_BUSY", "CALL_REJECTED", "NO_USER_RESPONSE", "NO_ANSWER", "UNALLOCATED_NUMBER", "NUMBER_CHANGED",
    "INVALID_NUMBER_FORMAT",
)  # fmt: skip


def dial_string(e164: str, way: WayOut) -> str:
    """Of the seat's directory entry. A tenant without a number of its own is put through nowhere."""
    first = next((of[0] for of in choices(way.carriers) if e164.startswith(of[0].prefix)), None)
    carriers = [one for one in first.carriers if callers.may_show(one, way)] if first and way.shown else []
    ways = "|".join(_over(carrier, e164, way) for carrier in carriers)
    return f"{{^^:fail_on_single_reject={','.join(FINAL)}}}{ways}" if ways else UNREACHABLE


def _over(carrier: Carrier, e164: str, way: WayOut) -> str:
    shown = way.shown_over(carrier)
    attempt = Attempt(
        carrier,
        to=e164,
        called=written(e164, carrier.called_format, way.home),
        shown_e164=shown,
        shown=written(shown, carrier.caller_format, way.home),
    )
    counters = [*way.limits.counters(shown), lines.carrier(carrier.name)]
    return attempt.leg(lines.counted_when_answered(counters))
