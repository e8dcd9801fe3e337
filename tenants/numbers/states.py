"""The states of a number and where it may go from each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from seatyard.errors import Conflict

FREE, RESERVED, ASSIGNED, PORTING, QUARANTINED = "free", "reserved", "assigned", "porting", "quarantined"
STATES = (FREE, RESERVED, ASSIGNED, PORTING, QUARANTINED)
GONE = "out of the pool"
"""No state: there is no row of it."""

MAY_GO: Mapping[str, frozenset[str]] = {
    FREE: frozenset({RESERVED, ASSIGNED, QUARANTINED, GONE}),
    RESERVED: frozenset({FREE, RESERVED, ASSIGNED, QUARANTINED, GONE}),
    ASSIGNED: frozenset({PORTING, QUARANTINED}),
    PORTING: frozenset({FREE, RESERVED, ASSIGNED, PORTING, QUARANTINED, GONE}),
    QUARANTINED: frozenset({FREE, RESERVED, ASSIGNED, QUARANTINED, GONE}),
}
"""A porting number without a tenant comes in, one with a tenant leaves with it."""


def check(e164: str, before: str, after: str, hint: str = "") -> None:
    """Refuse a move that the machine does not know."""
    if after not in MAY_GO[before]:
        allowed = hint or ", ".join(sorted(MAY_GO[before]))
        raise Conflict(f"it is {before}, and cannot become {after}", where=e164, allowed=allowed)


def refusal(
    state: str, holder: str | None, kept_for: str | None, until: date | None, tenant: str, today: date
) -> str:
    """Why a tenant may not have a number now; empty when it may."""
    if state in (ASSIGNED, PORTING) and holder is not None:
        return "" if holder == tenant else f"belongs to {holder}"
    if state == PORTING:
        return f"is being ported in: it comes on {until}"
    if kept_for == tenant or state == FREE or (until is not None and until <= today):
        return ""
    return f"is reserved for {kept_for}" if state == RESERVED else f"is in quarantine until {until}"
