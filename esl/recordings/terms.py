"""What a tenant's contract says of recordings. The floor of contracts knows; it registers here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from seatyard import clock
from tenants.models import Tenant

SFTP, HTTPS, S3 = "sftp", "https", "s3"


@dataclass(frozen=True)
class Terms:
    """The clause ``recordings`` (002:B7)."""

    retention: str
    """How long they are kept: ``1 month``."""
    fetch: frozenset[str]
    """Ways in which the tenant may fetch them in bulk."""


Contracts = Callable[[Tenant, date], Terms | None]
"""For a tenant and a local day; None where no contract of that day speaks of recordings."""


def _none(tenant: Tenant, day: date) -> Terms | None:
    return None


_registered: Contracts = _none


def register(contracts: Contracts) -> None:
    global _registered
    _registered = contracts


def now(tenant: Tenant) -> Terms | None:
    """Those in force at this moment."""
    return _registered(tenant, clock.now().astimezone(ZoneInfo(tenant.timezone)).date())
