"""A bill for a terminal: lines, totals, and on demand how each amount came about."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..terms import Template

INDENT = " " * 6


def of_document(
    document: dict[str, Any], *, explain: bool = False, template: Template | None = None
) -> list[str]:
    """The lines to print for a bill's or an invoice's document (see ``data`` and ``invoice``)."""
    head = [document[key] for key in ("number", "tenant") if key in document]
    head += ["ahead of", document["period"]] if document.get("kind") == "prepayment" else [document["period"]]
    printed = ["  ".join([*head, f"due {document['due']}", document["currency"]])]
    for position, line in enumerate(document["lines"], 1):
        printed += _line(position, line)
        if explain:
            printed += _explained(line, template)
    printed.append(f"      subtotal {document['subtotal']}  tax {document['tax']}  total {document['total']}")
    if explain and document["tax_formula"]:
        printed.append(f"{INDENT}tax: {document['tax_formula']}")
    for notice in document["notices"]:
        printed.append(f"    ! {notice['kind']}: {notice['text']['zh']} · {notice['text']['en']}")
    return printed


def of_arrears(arrears: list[dict[str, Any]]) -> list[str]:
    """The lines to print for what is unpaid: a bill each, and what comes next for it."""
    printed = []
    for one in arrears:
        printed.append(
            f"unpaid {one['id']}  due {one['due']}  {one['outstanding']} of {one['total']}"
            f"  {one['days_late']} days late  late fee {one['late_fee']}"
        )
        printed += [
            f"{INDENT}{what}: {one[what]}" for what in ("notice", "suspension", "termination") if one[what]
        ]
    return printed


def of_unused(kinds: list[str]) -> list[str]:
    """A warning of facts that the contract has no clause for."""
    if not kinds:
        return []
    return [f"! no clause of the contract counts these facts: {', '.join(kinds)}"]


def _line(position: int, line: dict[str, Any]) -> list[str]:
    said = f"{line['description']['zh']} · {line['description']['en']}"
    return [
        f"{position:>4}  {said}",
        f"{INDENT}{line['quantity']} {line['unit']} × {line['unit_price']} = {line['amount']}",
    ]


def _explained(line: dict[str, Any], template: Template | None) -> list[str]:
    kinds = Counter(evidence["kind"] for evidence in line["evidence"])
    from_what = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items())) or "none"
    printed = [f"{INDENT}formula: {line['formula']}", f"{INDENT}evidence: {from_what}"]
    for quote in template.texts.get(line["clause"], ()) if template else ():
        printed += [f"{INDENT}{quote.source}: {quote.text.zh}", f"{INDENT}  {quote.text.en}"]
    return printed
