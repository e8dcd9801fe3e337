"""Money told of by people (``recorded``), in the ledger: it moved, or it had not after all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..cases.facts.adjustments import RECOVERIES, REFUNDS, WRITE_OFFS
from ..cases.facts.payments import PAYMENTS
from ..cases.facts.reading import amount
from ..engine.amounts import Currency
from .book import Kind, Party, post, take_back
from .postings import Entries, of_payment, of_recovery, of_refund, of_write_off

if TYPE_CHECKING:
    from ..recorded.models import RecordedFact


@dataclass(frozen=True, slots=True)
class Booked:
    """How a kind of fact is booked."""

    come: Kind
    gone: Kind
    """Once it is withdrawn."""
    entries: Callable[[Decimal], Entries]


BOOKED = {
    PAYMENTS.name: Booked(Kind.PAYMENT, Kind.PAYMENT_WITHDRAWN, of_payment),
    REFUNDS.name: Booked(Kind.REFUND, Kind.REFUND_WITHDRAWN, of_refund),
    WRITE_OFFS.name: Booked(Kind.WRITE_OFF, Kind.WRITE_OFF_WITHDRAWN, of_write_off),
    RECOVERIES.name: Booked(Kind.RECOVERY, Kind.RECOVERY_WITHDRAWN, of_recovery),
}
"""The kinds of facts that move money."""


def come(party: Party, facts: Iterable[RecordedFact]) -> None:
    """The money among ``facts``, which were recorded; in the caller's transaction."""
    for fact in facts:
        if booked := BOOKED.get(fact.kind):
            post(party, booked.come, fact.name, fact.on, entries_of(fact, party.currency))


def gone(party: Party, fact: RecordedFact, on: date) -> None:
    """Money that was withdrawn on a day: the ledger keeps both. Other facts are passed over."""
    if booked := BOOKED.get(fact.kind):
        take_back(party, booked.come, fact.name, booked.gone, on)


def entries_of(fact: RecordedFact, currency: str) -> Entries:
    """What a fact of ``BOOKED`` books."""
    return BOOKED[fact.kind].entries(paid(fact, currency))


def paid(fact: RecordedFact, currency: str) -> Decimal:
    """How much, to the minor unit at least."""
    return amount(fact.document["amount"], "amount") + 0 * Currency(currency).minor_unit
