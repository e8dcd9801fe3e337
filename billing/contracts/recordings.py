"""What the contract says of recordings: told to those who keep them, and compared with the tenant's file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from esl.recordings import keep
from esl.recordings.terms import Terms
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..clauses.recordings import Recordings
from .service import agreement_of, contracts_of
from .wanted import wanted


def terms(tenant: Tenant, day: date) -> Terms | None:
    """The clause in force on a local day; None without a contract of that day, or without the clause."""
    for contract in contracts_of(tenant.id):
        agreement = agreement_of(contract)
        if agreement.term.starts <= day <= (agreement.term.ends or day):
            clause = agreement.clause(Recordings.name, day)
            if isinstance(clause, Recordings):
                return Terms(str(clause.retention), frozenset(map(str, clause.fetch)))
    return None


class RecordingsCheck:
    """A file that keeps recordings for another time than its contract is refused, wherever it says so."""

    def check(self, document: Onboarding) -> None:
        asked = wanted(document)
        versions = asked.agreement(asked.document()).versions
        clauses = [one for version in versions for one in version.clauses if isinstance(one, Recordings)]
        agreed = {keep.parse(str(clause.retention)): str(clause.retention) for clause in clauses}
        if not agreed:
            return
        for where, text in _keeps(document.get("recordings") or {}):
            if keep.parse(text) not in agreed:
                raise InvalidInput(
                    f"{text}, and the contract keeps them for {' or '.join(agreed.values())}",
                    where=where,
                    allowed=f"{', '.join(agreed.values())}, or another recordings.retention in the contract",
                )

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def _keeps(section: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "keep" in section:
        yield "recordings.keep", section["keep"]
    for kind in ("queues", "seats"):
        for name, rule in section.get(kind, {}).items():
            if "keep" in rule:
                yield f"recordings.{kind}.{name}.keep", rule["keep"]
