"""What a seat dials besides numbers: star codes, one feature a module, gathered here for the dialplan.

A seat acts for itself alone: who it is comes from its directory entry, never from what was dialled,
and a call that somebody transferred to a code finds nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tenants.models import Tenant

from . import states
from .codes import Codes

FEATURES: Sequence[Callable[[Tenant], Codes]] = (states.codes,)


def codes_of(tenant: Tenant) -> Codes:
    """Every star code of the tenant's context."""
    made = Codes()
    for feature in FEATURES:
        of_feature = feature(tenant)
        made.exact.update(of_feature.exact)
        made.patterns.extend(of_feature.patterns)
    return made
