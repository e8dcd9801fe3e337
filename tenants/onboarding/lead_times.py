"""Lead times of requests. What a contract has of them, the floor of contracts knows; it registers here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import InvalidInput

from ..models import LeadTimeWaiver, Tenant

SEATS_ADDED, SEATS_RELEASED = "seats_added", "seats_released"
SKILL_GROUP, IVR = "skill_group", "ivr"


@dataclass(frozen=True, slots=True)
class Effect:
    """When a request takes effect, and by what of the contract."""

    first_day: date
    """The first local day on which it may."""
    clause: str
    """``lead_times.seats_added: 5 days``."""

    def __str__(self) -> str:
        return f"from {self.first_day} ({self.clause})"

    def moment(self, tenant: Tenant) -> datetime:
        """The day's first instant, in the tenant's time zone."""
        return datetime.combine(self.first_day, time(), ZoneInfo(tenant.timezone)).astimezone(UTC)


LeadTimes = Callable[[Tenant, str, date], Effect | None]
"""For a tenant, a sort of request and the local day of asking; None where it takes effect at once."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """The operator's word that lead times are not insisted on."""

    reason: str
    by: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InvalidInput("a lead time is waived for a reason", where="--waive", allowed="words")

    def of(self, tenant: Tenant, subject: str, effect: Effect) -> LeadTimeWaiver:
        """The record of it."""
        return LeadTimeWaiver(
            tenant_id=tenant.id,
            subject=subject,
            clause=effect.clause,
            first_day=effect.first_day,
            reason=self.reason,
            waived_by=self.by,
        )


def _none(tenant: Tenant, request: str, asked: date) -> Effect | None:
    return None


_registered: LeadTimes = _none


def register(lead_times: LeadTimes) -> None:
    """Let contracts date requests."""
    global _registered
    _registered = lead_times


def effect(tenant: Tenant | None, request: str) -> Effect | None:
    """When what is asked for now takes effect; None is at once. A new tenant has no contract that runs."""
    if tenant is None:
        return None
    today = clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
    return _registered(tenant, request, today)
