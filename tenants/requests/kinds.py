"""What may be asked for, and which of a contract's lead times counts."""

from __future__ import annotations

from ..onboarding.lead_times import IVR, SEATS_ADDED, SEATS_RELEASED, SKILL_GROUP

KINDS: dict[str, str | None] = {
    SEATS_ADDED: SEATS_ADDED,
    SEATS_RELEASED: SEATS_RELEASED,
    "seat_type": SEATS_ADDED,
    "number": None,
    SKILL_GROUP: SKILL_GROUP,
    IVR: IVR,
    "headcount": "headcount",
    "contract_change": "contract_change",
    "not_renewing": "not_renewing",
    "other": None,
}
"""By kind, the parameter of the clause ``lead_times`` (None: no contract dates it)."""
