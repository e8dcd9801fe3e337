"""Carrying out what is due, contract by contract: once, however often and wherever it is run."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from seatyard import claims, findings
from seatyard.actor import NOBODY
from seatyard.db import db, snapshot, transaction
from tenants import directory

from ..contracts.service import contracts, tenants_named
from ..models import Contract
from . import due as pure
from .due import Step
from .history import Kind
from .reading import Matter, concerned, matter
from .taking import locked, on_the_switch, take

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two looks at what is due: soon after midnight, or after a payment nobody heard of."""
CLAIM = "dunning"
FAILED = "dunning_failed"


@dataclass(frozen=True, slots=True)
class Done:
    """A step of a contract: taken, or due on the day that was asked about."""

    tenant: str
    contract_id: int
    step: Step


def run(by_day: date | None = None) -> list[Done]:
    """Take all steps that are due, or those of them that were due by a day; none while another is at it.

    A contract that fails is a finding and delays no other.
    """
    found: list[Done] = []
    with claims.claimed(CLAIM) as had:
        if not had:
            return []
        with snapshot():
            ids = concerned()
        for contract_id in ids:
            try:
                with transaction():
                    found += _carried_out(locked(contract_id), by_day)
                    findings.resolve(FAILED, [f"contract {contract_id}"], NOBODY)
            except Exception:
                logger.exception("contract %d: its dunning does not go on", contract_id)
                message = "what is due of its arrears cannot be done; see the log of seatyard clock"
                findings.report_alone(FAILED, f"contract {contract_id}", message)
    return found


def due_now() -> int:
    """For ``seatyard clock``."""
    return len(run())


def foreseen(on: date | None = None) -> list[Done]:
    """What is due today, or will be on a day if nothing happens until then; nothing is done."""
    with snapshot():
        found = []
        for contract_id in concerned():
            now = matter(db.session.get_one(Contract, contract_id), on)
            found += [_done(now, step) for step in pure.due(now.now)]
        return found


def of_tenant(name: str) -> list[Matter]:
    """A tenant's contracts with their situation. In the caller's transaction; NotFound for no tenant."""
    tenants_named(name)
    return [matter(contract) for contract, _ in contracts(name)]


def settle(contract_id: int) -> list[Step]:
    """What money has ended of a contract: the part of ``run`` that a payment calls in its transaction."""
    now = matter(locked(contract_id))
    return list(_taken(now, list(pure.paid(now.now))))


def _carried_out(contract: Contract, by_day: date | None) -> list[Done]:
    now = matter(contract)
    last = by_day or now.now.today
    steps = [step for step in pure.due(now.now) if step.on <= last or step.kind in _BY_MONEY]
    return [_done(now, step) for step in _taken(now, steps)]


_BY_MONEY = (Kind.RESTORED, Kind.SETTLED)


def _taken(now: Matter, steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        take(now, step.kind, step.bill, by=NOBODY, number=step.number)
        logger.info("contract %d: %s of %s", now.contract.id, step.kind.value, step.bill)
        yield step
    if any(step.kind in (Kind.SUSPENDED, Kind.RESTORED) for step in steps):
        on_the_switch(now.contract.tenant_id)


def _done(now: Matter, step: Step) -> Done:
    return Done(directory.name_of(now.contract.tenant_id), now.contract.id, step)
