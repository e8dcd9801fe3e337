"""Facts of months that cannot be computed anew, because their calls are no longer kept."""

from __future__ import annotations

from esl.dropping.boundary import refuse_sealed

from ..engine import Agreement
from ..engine.month import midnight
from .models import RecordedFact


def check(fact: RecordedFact, agreement: Agreement, where: str) -> None:
    """Raise Conflict where months would be looked at again for a fact that is told or taken back
    (``corrections.flagged``), and its own is sealed."""
    if fact.kind in (*agreement.counts, "endings"):
        refuse_sealed(midnight(fact.on, agreement.zone), "it", where)
