"""Why a bill says what it says: the contract's words for each clause, what was agreed otherwise than
the template has it, and the facts behind each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..terms import Template
from ..terms.difference import changed
from ..terms.templates import Quote
from . import data

FEW = 3
"""How many facts of a kind a line names."""

Names = Mapping[int, Mapping[str, list[str]]]
"""The first facts of each kind behind the line at a position."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a contract's bills rest on."""

    template: Template | None
    versions: Sequence[tuple[date, dict[str, Any]]]
    """The contract's terms by the day from which they hold, the first ones first."""

    def in_force(self, period: str) -> dict[str, Any]:
        """The terms of a month: those of its first day, or the contract's first."""
        first = date.fromisoformat(f"{period}-01")
        return next(
            (held for starts, held in reversed(self.versions) if starts <= first), self.versions[0][1]
        )


def explained(document: dict[str, Any], basis: Basis, names: Names) -> dict[str, Any]:
    """A bill's or an invoice's document with the ``texts`` and what was ``agreed``, by clause, and the
    ``names`` of the first facts on each line."""
    clauses = list(dict.fromkeys(line["clause"] for line in document["lines"]))
    if document["tax_formula"]:
        clauses.append("tax")
    texts = basis.template.texts if basis.template else {}
    lines = [
        {**line, "names": {kind: list(some) for kind, some in names.get(at, {}).items()}}
        for at, line in enumerate(document["lines"], 1)
    ]
    return {
        **document,
        "lines": lines,
        "texts": {clause: [_quoted(one) for one in texts[clause]] for clause in clauses if clause in texts},
        "agreed": _agreed(clauses, basis, document["period"]),
    }


def _agreed(clauses: list[str], basis: Basis, period: str) -> dict[str, dict[str, Any]]:
    """By clause what its terms say otherwise than the template's, by path; null where one is silent."""
    if basis.template is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for one in changed(basis.template.terms, basis.in_force(period)):
        clause = one.path.partition(".")[0]
        if clause in clauses:
            found.setdefault(clause, {})[one.path] = {"here": one.after, "template": one.before}
    return found


def _quoted(quote: Quote) -> dict[str, str]:
    return {"source": quote.source, **data.of_text(quote.text)}
