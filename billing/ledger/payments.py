"""Money told of by people (``recorded``), in the ledger: it came, or it had not come after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..cases.facts.payments import PAYMENTS
from ..cases.facts.reading import amount
from ..engine.amounts import Currency
from .book import Kind, Party, post, take_back
from .postings import of_payment

if TYPE_CHECKING:
    from ..recorded.models import RecordedFact


def come(party: Party, facts: Iterable[RecordedFact]) -> None:
    """The payments among ``facts``, which were recorded; in the caller's transaction."""
    for fact in facts:
        if fact.kind == PAYMENTS.name:
            post(party, Kind.PAYMENT, fact.name, fact.on, of_payment(paid(fact, party.currency)))


def gone(party: Party, fact: RecordedFact, on: date) -> None:
    """A payment that was withdrawn on a day: the ledger keeps both. Other facts are passed over."""
    if fact.kind == PAYMENTS.name:
        take_back(party, Kind.PAYMENT, fact.name, Kind.PAYMENT_WITHDRAWN, on)


def paid(fact: RecordedFact, currency: str) -> Decimal:
    """How much, to the minor unit at least."""
    return amount(fact.document["amount"], "amount") + 0 * Currency(currency).minor_unit
