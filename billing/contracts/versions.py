"""The dated versions of a stored contract: what may still be changed, and how a file's differ."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.lead_times import Effect, Waiver
from tenants.onboarding.sections import Change

from .. import terms
from ..clauses.lead_times import LeadTimes, Request
from ..engine import Kind, Month
from ..models import Contract, ContractChange, Invoice
from .wanted import Wanted, WantedChange


def first_open_day(contract: Contract) -> date:
    """The first local day whose terms no invoice was computed from: of the month after the last invoiced."""
    query = select(func.max(Invoice.period)).filter_by(contract_id=contract.id, kind=Kind.SETTLEMENT.value)
    last = db.session.scalar(query)
    return Month.parse(last, _zone(contract)).next.first_day if last else contract.starts


def has_begun(contract: Contract) -> bool:
    """Whether its first day has come, or a month of it was invoiced: then it only changes by dates."""
    today = clock.now().astimezone(_zone(contract)).date()
    return contract.starts <= today or first_open_day(contract) > contract.starts


def changed(contract: Contract, wanted: Wanted) -> list[Change]:
    """What the file changes of the versions; InvalidInput for one that an invoice was computed from."""
    known = {one.starts: one for one in contract.changes}
    asked = {one.starts: one for one in wanted.changes}
    days = sorted(day for day in known.keys() | asked if _said(known.get(day)) != _said(asked.get(day)))
    _check_open(contract, wanted, days)
    return [_change(day, known.get(day), asked.get(day), contract, wanted) for day in days]


def store(contract: Contract, wanted: Wanted) -> None:
    """Make the contract's versions those of the file, merged over its first terms; again, nothing changes."""
    there = {one.starts: one for one in contract.changes}
    made = []
    dated = terms.versions(contract.terms, wanted.starts, wanted.dated(), "contract.changes")
    for asked, version in zip(wanted.changes, dated, strict=True):
        row = there.get(asked.starts) or ContractChange(starts=asked.starts)
        row.signed, row.overrides, row.terms = asked.signed, asked.overrides, version.document
        made.append(row)
    contract.changes = made


def _check_open(contract: Contract, wanted: Wanted, days: list[date]) -> None:
    opens = first_open_day(contract)
    closed = next((day for day in days if day < opens), None)
    if closed is None:
        return
    asked = [one.starts for one in wanted.changes]
    at = f"[{asked.index(closed)}].starts" if closed in asked else ""
    what = f"{closed} lies in an invoiced month" if at else f"the change of {closed} has been invoiced"
    raise InvalidInput(what, where=f"contract.changes{at}", allowed=f"from {opens}")


def _change(
    day: date, known: ContractChange | None, asked: WantedChange | None, contract: Contract, wanted: Wanted
) -> Change:
    subject = f"terms from {day}"
    sooner = _sooner(contract, wanted, asked) if asked else None

    def apply(tenant: Tenant) -> None:
        store(contract, wanted)
        if asked and sooner:
            agreed = Waiver(f"agreed by the change signed on {asked.signed}", "both parties")
            db.session.add(agreed.of(tenant, subject, sooner))

    if asked is None:
        return Change("remove", subject, apply)
    said = f"; sooner than {sooner.clause}, which is {sooner.first_day}" if sooner else ""
    return Change("change" if known else "add", subject, apply, phrases(asked.overrides) + said)


def _sooner(contract: Contract, wanted: Wanted, asked: WantedChange) -> Effect | None:
    """The day that the contract's lead time would come to, of a change that its parties agreed for an
    earlier one: what both have signed holds, and goes on record as a waiver."""
    if not contract.starts <= asked.signed < asked.starts:
        return None  # before it began, or a file that does not say when it was signed
    clause = wanted.agreement(contract.terms).clause(LeadTimes.name, asked.signed)
    if not isinstance(clause, LeadTimes):
        return None
    first = clause.first_day(Request.CONTRACT_CHANGE, asked.signed)
    words = f"{clause.name}.{Request.CONTRACT_CHANGE}: {clause.of(Request.CONTRACT_CHANGE)}"
    return Effect(first, words) if asked.starts < first else None


def phrases(overrides: dict[str, Any]) -> str:
    """What a change says, in a line: ``seat_rent.price.inbound 450``."""
    return ", ".join(f"{path} {value}" for path, value in flat(overrides).items()) or "nothing changed"


def flat(document: dict[str, Any], path: str = "") -> dict[str, Any]:
    """A document's values by their paths."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        found |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return found


def _said(one: ContractChange | WantedChange | None) -> tuple[date, dict[str, Any]] | None:
    return (one.signed, one.overrides) if one else None


def _zone(contract: Contract) -> ZoneInfo:
    return ZoneInfo(contract.terms.get("timezone", "Asia/Shanghai"))
