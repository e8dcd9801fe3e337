"""A bill for a terminal: lines, totals, and on demand how each amount came about."""

from __future__ import annotations

from collections import Counter
from typing import Any

INDENT = " " * 6
LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def of_document(document: dict[str, Any], *, language: str = "both") -> list[str]:
    """The lines to print for a bill's or an invoice's document (see ``data`` and ``invoice``).

    What ``explain`` has added to it is printed with them. ``language`` is one of ``LANGUAGES``.
    """
    said = LANGUAGES[language]
    explained = "texts" in document
    head = [document[key] for key in ("number", "tenant") if key in document]
    head += ["ahead of", document["period"]] if document.get("kind") == "prepayment" else [document["period"]]
    printed = ["  ".join([*head, f"due {document['due']}", document["currency"]])]
    for position, line in enumerate(document["lines"], 1):
        printed += _line(position, line, said)
        if explained:
            printed += _explained(line, document, said)
    printed.append(f"      subtotal {document['subtotal']}  tax {document['tax']}  total {document['total']}")
    if explained and document["tax_formula"]:
        printed.append(f"{INDENT}tax: {document['tax_formula']}")
        printed += _quotes(document["texts"].get("tax", []), said)
    for notice in document["notices"]:
        printed.append(f"    ! {notice['kind']}: {_in(notice['text'], said)}")
    return printed


def of_arrears(arrears: list[dict[str, Any]]) -> list[str]:
    """The lines to print for what is owed: a bill each, and what comes next for it."""
    printed = []
    for one in arrears:
        printed.append(
            f"arrears {one['id']}  due {one['due']}  {one['outstanding']} of {one['total']}"
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


def _line(position: int, line: dict[str, Any], said: tuple[str, ...]) -> list[str]:
    return [
        f"{position:>4}  {_in(line['description'], said)}{_corrects(line)}",
        f"{INDENT}{line['quantity']} {line['unit']} × {line['unit_price']} = {line['amount']}",
    ]


def _corrects(line: dict[str, Any]) -> str:
    return f"  {line['period']}, corrects {line['corrects']}" if "corrects" in line else ""


def _explained(line: dict[str, Any], document: dict[str, Any], said: tuple[str, ...]) -> list[str]:
    formulas = dict.fromkeys(line["explained"][code] or line["formula"] for code in said)
    printed = [f"{INDENT}{formula}" for formula in formulas]
    printed += _quotes(document["texts"].get(line["clause"], []), said)
    for path, both in document["agreed"].get(line["clause"], {}).items():
        printed.append(
            f"{INDENT}agreed: {path} {_value(both['here'])} (template: {_value(both['template'])})"
        )
    return [*printed, f"{INDENT}evidence: {_evidence(line)}"]


def _quotes(quotes: list[dict[str, str]], said: tuple[str, ...]) -> list[str]:
    printed = []
    for quote in quotes:
        first, *others = [quote[code] for code in said]
        printed += [f"{INDENT}{quote['source']}: {first}", *(f"{INDENT}  {other}" for other in others)]
    return printed


def _evidence(line: dict[str, Any]) -> str:
    """Kinds and counts, and the first of each by name."""
    counts = Counter(one["kind"] for one in line["evidence"])
    said = []
    for kind, count in sorted(counts.items()):
        names = line["names"].get(kind, [])
        more = " …" if len(names) < count else ""
        said.append(f"{count} × {kind}" + (f" ({'; '.join(names)}{more})" if names else ""))
    return ", ".join(said) or "none"


def _in(text: dict[str, str], said: tuple[str, ...]) -> str:
    return " · ".join(text[code] for code in said)


def _value(value: Any) -> str:
    return "nothing" if value is None else str(value)
