"""Registrations and calls that a node refused for a wrong password or a false name, as findings.

They come as ``sofia::register_failure``, for calls and messages too (``registration-type`` INVITE;
``tests/captures/esl/register.json.rx``). What is told while nobody listens is lost: these are signs
of an attack or of a wrong password, not figures that anybody pays for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db, transaction
from tenants.models import Tenant

from ..session import Event

EVENT = "sofia::register_failure"
KIND = "phone_refused"
UNKNOWN = "unknown domain"
"""All domains that no tenant has share it, so that a scanner cannot fill the table."""
KEPT = 1_000
"""Different sources between two writings; from the next one on only the number of refusals grows."""
OTHERS = "others"


@dataclass(frozen=True)
class Refusal:
    """``what`` was refused (REGISTER or INVITE), to whom it was addressed, and from where it came."""

    what: str
    user: str
    domain: str
    address: str


class Refusals:
    """Collects for one node, writes what came since the last time."""

    def __init__(self, node: str) -> None:
        self.node = node
        self._seen: Counter[Refusal] = Counter()

    def feed(self, event: Event) -> None:
        """A ``sofia::register_failure``; any other event is passed over."""
        if event.name != EVENT:
            return
        refusal = Refusal(
            event.get("registration-type"),
            event.get("to-user"),
            event.get("to-host").lower(),
            event.get("network-ip"),
        )
        if refusal not in self._seen and len(self._seen) >= KEPT:
            refusal = Refusal(refusal.what, "", "", OTHERS)
        self._seen[refusal] += 1

    def write(self) -> None:
        """One finding a tenant and address. Needs an application around it."""
        if not self._seen:
            return
        seen, self._seen = self._seen, Counter()
        try:
            with transaction():
                tenants = _tenants({refusal.domain for refusal in seen})
                for refusal, times in seen.items():
                    self._report(refusal, times, tenants.get(refusal.domain))
        except Exception:
            self._seen.update(seen)  # the database is away: they are written with the next ones
            raise

    def _report(self, refusal: Refusal, times: int, tenant_id: int | None) -> None:
        domain = refusal.domain if tenant_id is not None else UNKNOWN
        findings.report(
            KIND,
            f"{domain} {refusal.address}",
            f"{self.node} refused {refusal.what} for {domain} from {refusal.address}",
            times=times,
            tenant_id=tenant_id,
            node=self.node,
            what=refusal.what,
            user=refusal.user[:64],
            domain=refusal.domain[:255],
            address=refusal.address,
        )


def _tenants(domains: set[str]) -> dict[str, int]:
    query = select(Tenant.domain, Tenant.id).where(Tenant.domain.in_(domains))
    return dict(db.session.execute(query).tuples().all())
