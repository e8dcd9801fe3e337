"""What a seat dials besides numbers, and presses during a talk: one feature a module, gathered here.

A seat acts for itself alone: who it is comes from its directory entry, never from what was dialled,
and a call that somebody transferred to a code finds nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tenants.models import Seat, Tenant

from . import messages, parking, pickup, states, supervision, talking
from .codes import Codes, refused

CODES: Sequence[Callable[[Tenant], Codes]] = (
    states.codes,
    talking.codes,
    parking.codes,
    pickup.codes,
    supervision.codes,
    messages.codes,
)
LEGS: Sequence[Callable[[Seat], dict[str, str]]] = (
    talking.legs,
    parking.legs,
    pickup.legs,
    supervision.legs,
)


def codes_of(tenant: Tenant) -> Codes:
    """Every star code of the tenant's context, with the extensions that they lead to."""
    made = Codes()
    for feature in CODES:
        of_feature = feature(tenant)
        made.exact.update(of_feature.exact)
        made.patterns.extend(of_feature.patterns)
    made.patterns.append(refused("transfer", "consult", "to-park"))
    return made


def legs_of(seat: Seat) -> dict[str, str]:
    """Channel variables of every leg of the seat, whether it calls or is called."""
    return {name: value for feature in LEGS for name, value in feature(seat).items()}
