"""A tenant's contract as it is read: each clause in words, with its source, its changes and an example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from seatyard import clock
from seatyard.errors import NotFound
from tenants.models import Tenant

from .. import terms
from ..contracts.service import Version, agreement_of, contracts_of, versions_of
from ..engine import Agreement, Facts, Month, Text
from ..facts import agreement_now, facts_of
from ..models import Contract
from ..terms import Template
from ..terms.difference import Changed, changed
from ..terms.templates import Quote
from . import examples, said
from .saying import Money
from .term import payment

PAYMENT = "payment"
"""What is read beside the clauses: when invoices are paid."""
GROUPS: dict[str, tuple[str, ...]] = {
    "term": ("renewal", "lead_times"),
    "rent": ("seat_rent", "line_rent", "staff", "per_item", "revenue_share", "one_off", "recurring"),
    "calls": ("call_charges",),
    "service": ("maintenance", "outage_credit", "uptime_sla", "service_levels", "late_activation"),
    "data": ("recordings",),
    "paying": (PAYMENT, "instalments", "deposit_prepay", "tax", "reminders", "late_fee", "suspension"),
    "end": ("force_majeure", "termination", "breach"),
}
"""The chapters of a contract, in the order in which it is read."""


@dataclass(frozen=True, slots=True)
class Later:
    """What a later change makes of a clause."""

    starts: date
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A clause as it holds on the day of reading."""

    name: str
    sentences: tuple[Text, ...]
    quotes: tuple[Quote, ...]
    """The words of the template, with where they stand in it."""
    otherwise: tuple[Changed, ...]
    """What was agreed otherwise than the template says."""
    later: tuple[Later, ...]
    example: examples.Example | None


@dataclass(frozen=True, slots=True)
class Amendment:
    starts: date
    signed: date
    changes: tuple[Changed, ...]
    """Of single values, by path."""


@dataclass(frozen=True)
class Reading:
    contract: Contract
    template: Template | None
    agreement: Agreement
    on: date
    """The local day whose terms are read: today, or the contract's first or last day, whichever is nearer."""
    chapters: dict[str, list[Said]]
    amendments: list[Amendment]

    @property
    def ends(self) -> date | None:
        """The last day, with renewals and early ends; none: it goes on until somebody ends it."""
        return self.agreement.term.ends


def contract_of(tenant: Tenant, contract: int | None = None) -> Contract | None:
    """The contract of this id; without one the one that runs today, else the nearest to come, else the last.

    NotFound for an id that is none of the tenant's; None where it has no contract.
    """
    known = contracts_of(tenant.id)
    if contract is not None:
        found = next((one for one in known if one.id == contract), None)
        if found is None:
            raise NotFound(f"no contract {contract}", where=f"tenant {tenant.name}")
        return found
    for one in known:
        agreement = agreement_now(one)
        if agreement.term.ends is None or agreement.term.ends >= _today(agreement):
            return one
    return known[-1] if known else None


def read(contract: Contract) -> Reading:
    """The contract in words, as it holds today."""
    agreement, versions = agreement_now(contract), versions_of(contract)
    on = max(_today(agreement), contract.starts)
    if agreement.term.ends is not None:
        on = min(on, agreement.term.ends)
    template, ground = terms.find(contract.template), _ground(contract, agreement, on)
    held = [version for version in versions if version.starts <= on] or versions[:1]
    clauses = {one.name: one for one in _said(agreement, versions[len(held) - 1 :], template, ground, on)}
    chapters = {
        chapter: found
        for chapter, names in GROUPS.items()
        if (found := [clauses[name] for name in names if name in clauses])
    }
    return Reading(contract, template, agreement, on, chapters, _amendments(versions))


def _said(
    agreement: Agreement,
    versions: list[Version],
    template: Template | None,
    ground: examples.Ground,
    on: date,
) -> Iterator[Said]:
    """``versions``: the one in force, and those after it."""
    now, *later = versions
    currency = agreement.currency.value
    texts, shipped = (template.texts, template.terms) if template else ({}, now.terms)
    general = terms.parse(now.terms, at="contract").general
    sentences = {one.name: said(one, currency) for one in agreement.version(on).clauses}
    sentences[PAYMENT] = payment(general, Money(currency))
    coming = [(one.starts, before.terms, one.terms) for before, one in zip(versions, later, strict=False)]
    for name, words in sentences.items():
        changes = [
            Later(starts, found)
            for starts, before, after in coming
            if (found := tuple(changed(before.get(name), after.get(name), name)))
        ]
        otherwise = tuple(changed(shipped.get(name), now.terms.get(name), name))
        example = examples.of(name, ground)
        yield Said(name, tuple(words), tuple(texts.get(name, ())), otherwise, tuple(changes), example)


def _ground(contract: Contract, agreement: Agreement, on: date) -> examples.Ground:
    """The month of the day, with what the tenant leases and nothing that happened in it."""
    month = Month.of(on, agreement.zone)
    known = facts_of(contract.tenant_id, contract.id, agreement, month.span, seats_time=False)
    leased = Facts(seats=known.seats, lines=known.lines, staff=known.staff)
    return examples.Ground(replace(agreement_of(contract), term=agreement.term), month, leased)


def _amendments(versions: list[Version]) -> list[Amendment]:
    """The latest first."""
    made = [
        Amendment(after.starts, after.signed, tuple(changed(before.terms, after.terms)))
        for before, after in pairwise(versions)
    ]
    return made[::-1]


def _today(agreement: Agreement) -> date:
    return clock.now().astimezone(agreement.zone).date()
