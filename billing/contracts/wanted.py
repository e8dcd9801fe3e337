"""What the ``contract`` section of an onboarding file asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from seatyard.errors import InvalidInput
from tenants.onboarding.sections import Onboarding

from .. import terms
from ..engine import Agreement, Term


@dataclass(frozen=True, slots=True)
class WantedChange:
    """Terms that the file changes from a day on."""

    starts: date
    signed: date
    overrides: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the file says of the contract."""

    template: str
    signed: date
    starts: date
    ends: date | None
    not_renewed: date | None
    overrides: dict[str, Any]
    changes: tuple[WantedChange, ...]
    timezone: str
    """Of the tenant: the contract's, unless its overrides name another."""

    def document(self) -> dict[str, Any]:
        """The template's terms with the file's merged over them."""
        base = terms.load(self.template, "contract.template").terms
        return terms.merged(base, {"timezone": self.timezone} | self.overrides)

    def agreement(self, document: dict[str, Any]) -> Agreement:
        """The contract with ``document`` as its first terms; InvalidInput for what does not hold together."""
        first = terms.parse(document, at="contract.overrides")
        term = Term(self.signed, self.starts, self.ends, self.ends, first.zone, self.not_renewed)
        return terms.dated(first, document, term, self.dated(), "contract.changes")

    def dated(self) -> list[terms.Change]:
        """The changes as ``billing.terms`` takes them."""
        return [{"starts": one.starts.isoformat(), "overrides": one.overrides} for one in self.changes]


def wanted(document: Onboarding) -> Wanted:
    """The section of a document that ``SCHEMA`` let through; InvalidInput where its dates contradict."""
    section = document["contract"]
    starts = date.fromisoformat(section["starts"])
    made = Wanted(
        template=section["template"],
        signed=_date(section, "signed") or starts,
        starts=starts,
        ends=_date(section, "ends"),
        not_renewed=_date(section, "not_renewed"),
        overrides=terms.exact(section.get("overrides", {})),
        changes=tuple(_change(change) for change in section.get("changes", [])),
        timezone=document["tenant"]["timezone"],
    )
    if made.ends is not None and made.ends < starts:
        message = f"{made.ends} is before the start"
        raise InvalidInput(message, where="contract.ends", allowed=f"from {starts}")
    if made.not_renewed is not None and made.ends is None:
        message = "a contract without a last day has nothing to renew"
        raise InvalidInput(message, where="contract.not_renewed", allowed="together with ends")
    return made


def _change(section: dict[str, Any]) -> WantedChange:
    starts = date.fromisoformat(section["starts"])
    return WantedChange(starts, _date(section, "signed") or starts, terms.exact(section["overrides"]))


def _date(section: dict[str, Any], key: str) -> date | None:
    return date.fromisoformat(section[key]) if key in section else None
