"""The close of a month: every active contract gets its invoice, once.

Closing again over the same facts changes nothing. Over changed facts (a late call record, an
outage told later) it changes nothing either, and records the finding ``invoice_differs``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.exc import InterfaceError, OperationalError

from seatyard import clock, findings, parallel, traces
from seatyard.db import snapshot, transaction
from seatyard.errors import SeatyardError
from seatyard.logs import about

from ..corrections.ended import after_the_end
from ..corrections.flagged import flagged, looked_at, outages_looked_at
from ..corrections.service import settled_since
from ..documents import data
from ..drafts import gate
from ..engine import Bill
from ..findings.guard import refuse, stopping
from ..findings.word import Passed, Word
from . import late_calls
from .computing import computed
from .due import Due
from .earlier import check_order, earlier
from .finalise import Standing, changed, finalise, find
from .prepared import prepared

log = logging.getLogger(__name__)

FINALISED, UNCHANGED, DIFFERS, REFUSED = "finalised", "unchanged", "differs", "refused"
"""What became of a contract's month: invoiced now; invoiced before, and still the same; invoiced before,
and today's facts come to something else; not computable."""
HELD, CHANGED = "held", "changed"
"""Kept back by finance; approved by finance, and today's facts come to something else."""

DIFFERENCE, REFUSAL = "invoice_differs", "close_refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one contract's month."""

    tenant: str
    number: str
    status: str
    currency: str
    total: Decimal
    """Of the invoice as it stands."""
    computed: Decimal
    """What the facts of today come to; other than ``total`` only where the status is ``differs``."""
    problem: str = ""
    """Why it was refused, or held."""


def close(
    period: str,
    tenant: str | None = None,
    *,
    first: bool = False,
    word: Word | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Outcome]:
    """Invoice a month (``2026-03``) that is over, for one tenant by name or for all.

    A contract with an earlier month that is open is refused; ``first`` takes a contract's months before as
    billed elsewhere. So is one that open findings touch which money hangs on (``findings.guard``), unless a
    person gives their ``word``. Contracts that ended before are billed what came since
    (``corrections.ended``). One whose draft is held, or was approved over other facts, is left
    (``drafts.gate``). ``jobs`` processes share the contracts; ``progress`` hears how many are done, of how
    many. Raises InvalidInput for a period that is no month or not over yet, NotFound for an unknown tenant.
    """
    since, begun = clock.now(), time.monotonic()
    due = prepared(period, tenant)
    outcomes: dict[int, Outcome] = {}
    for at, outcome in parallel.each(lambda one: _settled(one, first, word), due, jobs):
        if isinstance(outcome, parallel.Died):
            outcome = _refused(due[at], str(outcome))
        outcomes[at] = outcome
        progress(len(outcomes), len(due))
    closed = [outcome for _, outcome in sorted(outcomes.items())]
    for late in after_the_end(period, tenant):
        total = late.standing.total
        closed.append(Outcome(late.tenant, late.standing.number, FINALISED, late.currency, total, total))
    with transaction():
        outages_looked_at(f"{period} is closed", since)
    log.info("%s closed: %d contracts in %.1f s", period, len(closed), time.monotonic() - begun)
    return closed


def _settled(due: Due, first: bool, word: Word | None) -> Outcome:
    """What fails stops nobody else's month, unless it is the database that is away."""
    with about(tenant_id=due.tenant_id), traces.span("close a month", month=due.month.name) as ours:
        outcome = _tried(due, first, word)
        ours.note(outcome=outcome.status)
        return outcome


def _tried(due: Due, first: bool, word: Word | None) -> Outcome:
    try:
        return _close(due, first=first, word=word)
    except gate.Held as error:
        return _left(due, HELD, str(error))
    except gate.ChangedSince as error:
        return _refused(due, str(error), CHANGED)
    except SeatyardError as error:
        return _refused(due, str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("%s cannot be closed", due.key)
        return _refused(due, f"{type(error).__name__}: {error}")


def _close(due: Due, *, first: bool, word: Word | None) -> Outcome:
    since = clock.now()
    with snapshot():
        standing, new = find(due.contract_id, due.month.name), False
        late = late_calls.told_of(standing.number) if standing else 0
        if standing is None:
            gate.check(due.contract_id, due.month.name)
        passed = _passed(due, word) if standing is None else None
        issued = earlier(due.contract_id, due.month)
        if standing is None:
            check_order(due.agreement, due.month, issued, first=first)
        made = computed(due, issued)
        same = standing is not None and (
            standing.fingerprint == made.fingerprint or settled_since(due, standing.number)
        )
        again = flagged(due.contract_id, due.agreement, issued) if standing is None else {}
    if standing is None:

        def check() -> None:
            if due.calls() != made.calls:
                raise changed(made.bill)
            gate.lock(due.contract_id, due.month.name)
            gate.check(due.contract_id, due.month.name, made.fingerprint)

        standing, new = finalise(
            due.contract_id, due.tenant_id, made.bill, made.fingerprint, passed=passed, check=check
        )
        same = standing.fingerprint == made.fingerprint
    status = _compared(due, standing, made.bill, late, same=same)
    if new:
        status = FINALISED
        with transaction():
            looked_at(again, f"corrected on {standing.number}", since)
        log.info("invoice %s finalised: tenant %s, %s", standing.number, due.tenant_id, due.month.name)
    return Outcome(due.tenant, standing.number, status, made.bill.currency, standing.total, made.bill.total)


def _passed(due: Due, word: Word | None) -> Passed | None:
    """What a word passes over; Conflict where findings stop the month and nobody gave theirs."""
    found = stopping(due.tenant_id, due.month)
    if word is None:
        refuse(due.tenant, due.month, found)
        return None
    return Passed.over(word, found) if found else None


def _refused(due: Due, problem: str, status: str = REFUSED) -> Outcome:
    """A month that is not invoiced although it should be is a finding until it is."""
    message = f"{due.tenant}, {due.month.name}: {problem}"
    with transaction():
        findings.report(REFUSAL, due.key, message, tenant_id=due.tenant_id, period=due.month.name)
    return _left(due, status, problem)


def _left(due: Due, status: str, problem: str) -> Outcome:
    return Outcome(due.tenant, "", status, due.agreement.currency.value, Decimal(0), Decimal(0), problem)


def _compared(due: Due, standing: Standing, computed: Bill, late: int, *, same: bool) -> str:
    """Whether the facts of today still come to the invoice; a finding while they do not.

    ``late`` calls were told of when they were read.
    """
    with transaction():
        findings.resolve(REFUSAL, [due.key], by="bill close")
        late_calls.compared(standing.number, late)
        if same:
            findings.resolve(DIFFERENCE, [standing.number], by="bill close")
        else:
            findings.report_still(
                DIFFERENCE,
                standing.number,
                f"{standing.number} says {standing.total}; the facts of today come to {computed.total}",
                tenant_id=due.tenant_id,
                period=due.month.name,
                total=data.plain(standing.total),
                computed=data.plain(computed.total),
            )
    return UNCHANGED if same else DIFFERS
