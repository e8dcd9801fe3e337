"""What tells whether a bill is the same as before, to the last call.

Evidence may be a million calls, told in one order by the clauses and kept in another by the
database. So each piece is hashed by itself, and the hashes are added up for each line: a sum knows
no order and needs no memory, and, unlike exclusive or, doesn't lose what comes twice.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..engine import Bill, Evidence
from . import data

_MODULUS = 1 << 256


class Fingerprint:
    """Of a bill's evidence as far as it has been told."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._sums: dict[int, int] = {}

    def add(self, position: int, one: Evidence) -> None:
        """A piece of evidence of the line at ``position``."""
        said = json.dumps([one.kind, one.subject, data.plain(one.quantity)], ensure_ascii=False)
        digest = int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")
        self._counts[position] = self._counts.get(position, 0) + 1
        self._sums[position] = (self._sums.get(position, 0) + digest) % _MODULUS

    def of(self, bill: Bill) -> str:
        """sha-256 of the bill's JSON with the counts and sums in place of its evidence."""
        return self.of_document(data.without_evidence(bill))

    def of_document(self, document: dict[str, Any]) -> str:
        """The same of a bill that is told already (``data.without_evidence``)."""
        told = [[at, count, f"{self._sums[at]:064x}"] for at, count in sorted(self._counts.items())]
        whole = {**document, "evidence": told}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(bill: Bill) -> str:
    """Equal exactly when nothing differs; walks through the evidence once."""
    made = Fingerprint()
    for position, one in bill.evidence():
        made.add(position, one)
    return made.of(bill)
