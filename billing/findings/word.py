"""A person's word that a month is closed although findings stand open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seatyard.db import db
from seatyard.findings import Finding
from seatyard.findings.people import of_staff, words

from .models import CloseWord


@dataclass(frozen=True, slots=True)
class Word:
    by: str
    """A login of the operator's own people."""
    reason: str

    @classmethod
    def given(cls, by: str, reason: str) -> Word:
        """NotFound for a person that there is not, InvalidInput for no reason."""
        return cls(of_staff(by, "--by"), words(reason, "--reason"))


@dataclass(frozen=True, slots=True)
class Passed:
    """What a word passed over, taken down while the month was computed."""

    word: Word
    findings: tuple[dict[str, Any], ...]

    @classmethod
    def over(cls, word: Word, found: Sequence[Finding]) -> Passed:
        items = tuple(
            {"id": one.id, "kind": one.kind, "key": one.key, "message": one.message} for one in found
        )
        return cls(word, items)

    def keep(self, invoice_id: int) -> None:
        """With the invoice, in the caller's transaction."""
        items: list[dict[str, Any]] = list(self.findings)
        db.session.add(
            CloseWord(
                invoice_id=invoice_id, by=self.word.by, reason=self.word.reason, findings={"items": items}
            )
        )


def word_of(invoice_id: int) -> CloseWord | None:
    """The word that an invoice was made on, if it needed one."""
    return db.session.get(CloseWord, invoice_id)


def as_json(word: CloseWord) -> dict[str, Any]:
    return {"by": word.by, "reason": word.reason, "at": word.at, "findings": word.findings["items"]}
