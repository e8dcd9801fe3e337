"""The close of a month: every active contract gets its invoice, once.

Closing again over the same facts changes nothing. Over changed facts (a late call record, an
outage told later) it changes nothing either, and records the finding ``invoice_differs``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from esl.calls.fold import fold_all
from esl.reconcile import going_on
from esl.reconcile.records import compare
from seatyard import clock, findings
from seatyard.db import snapshot, transaction
from seatyard.errors import InvalidInput, SeatyardError

from ..corrections.ended import after_the_end
from ..corrections.flagged import flagged, looked_at, outages_looked_at
from ..corrections.service import settled_since
from ..documents import data
from ..engine import Bill
from ..findings.guard import refuse, stopping
from ..findings.word import Passed, Word
from ..ledger import behind
from . import late_calls
from .computing import computed
from .due import Due, due_in
from .earlier import check_order, earlier
from .finalise import Standing, finalise, find
from .uncovered import report_uncovered

log = logging.getLogger(__name__)

FINALISED, UNCHANGED, DIFFERS, REFUSED = "finalised", "unchanged", "differs", "refused"
"""What became of a contract's month: invoiced now; invoiced before, and still the same; invoiced before,
and today's facts come to something else; not computable."""

LATER = timedelta(days=2)
"""A call of the month may hang up after it; compared with its record it is all the same."""

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
    """Why it was refused."""


def close(
    period: str,
    tenant: str | None = None,
    *,
    first: bool = False,
    word: Word | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Outcome]:
    """Invoice a month (``2026-03``) that is over, for one tenant by name or for all.

    The call records that still lie unfolded are folded first, and compared with the hang-ups heard; calls of
    the month that go on are findings. A contract with an earlier month that is open is refused; ``first``
    takes a contract's months before as billed elsewhere. So is one that open findings touch which money hangs
    on (``findings.guard``), unless a person gives their ``word``. Contracts that ended before are billed what
    came since (``corrections.ended``).
    ``progress`` hears how many contracts are done, of how many. Raises InvalidInput for a period
    that is no month or not over yet, NotFound for an unknown tenant.
    """
    since = clock.now()
    due = _over(period, tenant)
    behind.catch_up()
    fold_all(again=True)
    if due:
        over = max(one.month.span.ends for one in due)
        compare(min(one.month.span.starts for one in due), over + LATER)
        going_on.report(over)
    report_uncovered(period, tenant)
    outcomes = []
    for one in due:
        try:
            outcomes.append(_close(one, first=first, word=word))
        except SeatyardError as error:
            outcomes.append(_refused(one, error))
        progress(len(outcomes), len(due))
    for late in after_the_end(period, tenant):
        total = late.standing.total
        outcomes.append(Outcome(late.tenant, late.standing.number, FINALISED, late.currency, total, total))
    with transaction():
        outages_looked_at(f"{period} is closed", since)
    return outcomes


def _over(period: str, tenant: str | None) -> list[Due]:
    """The contracts of the month; refused while the month is not over for every one of them."""
    due = due_in(period, tenant)
    for one in due:
        if clock.now() < one.month.span.ends:
            over = one.month.next.first_day
            message = f"{period} is not over in {one.agreement.zone.key} before {over}"
            raise InvalidInput(message, where="period", allowed="a month that is over")
    return due


def _close(due: Due, *, first: bool, word: Word | None) -> Outcome:
    since = clock.now()
    with snapshot():
        standing, new = find(due.contract_id, due.month.name), False
        late = late_calls.told_of(standing.number) if standing else 0
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

        def still() -> bool:
            return due.calls() == made.calls

        standing, new = finalise(
            due.contract_id, due.tenant_id, made.bill, made.fingerprint, passed=passed, still=still
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


def _refused(due: Due, error: SeatyardError) -> Outcome:
    """A month that cannot be computed stops nobody else's: it is a finding until it can be."""
    message = f"{due.tenant}, {due.month.name}: {error}"
    with transaction():
        findings.report(REFUSAL, due.key, message, tenant_id=due.tenant_id, period=due.month.name)
    return Outcome(due.tenant, "", REFUSED, due.agreement.currency.value, Decimal(0), Decimal(0), str(error))


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
