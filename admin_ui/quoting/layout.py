"""The quote form laid out: the template's clauses with their parameters, and the facts of the month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from billing.cases.facts import KINDS
from billing.cases.facts.calls import CALLS as CALL_FACTS
from billing.clauses import CLAUSES
from billing.documents import parameters
from billing.documents.words import CLAUSES as CLAUSE_NAMES
from billing.documents.words import word
from billing.terms.schema import terms_schema

from ..forms import Part, part
from ..forms.fields import Words
from ..i18n import language
from .draft import GENERAL, Draft
from .plain import CALLS, SEATS

READ_BY = {
    "seats": "seat_rent",
    "lines": "line_rent",
    "staff": "staff",
    "hours": "staff",
    "activations": "late_activation",
    "one_offs": "one_off",
    "milestones": "instalments",
    "service_levels": "service_levels",
    "receipts": "revenue_share",
    "items": "per_item",
}
"""The clause that counts facts of a kind; the kinds of the others are shown when asked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form that can be folded away."""

    name: str
    title: str
    parts: tuple[Part, ...]
    open: bool = True
    on: bool = True
    """Of a clause: whether the contract has it."""


@dataclass(frozen=True, slots=True)
class Layout:
    general: Section
    clauses: list[Section]
    others: list[Section]
    """Clauses that the contract is without."""
    seats: Section | None
    calls: Section | None
    facts: list[Section]
    """Kinds that the contract's clauses count."""
    more: list[Section]


def layout(draft: Draft) -> Layout:
    clauses = [_clause(name, draft) for name in CLAUSES]
    facts = [_facts(kind.name, kind.schema, draft) for kind in KINDS if kind is not CALL_FACTS]
    counted = [one for one in facts if one.open]
    return Layout(
        general=Section("", _("General"), tuple(_terms(name, draft) for name in GENERAL), open=False),
        clauses=[one for one in clauses if one.on],
        others=[one for one in clauses if not one.on],
        seats=_plain("seats", SEATS, draft.seats, _("Seats from the first day"))
        if "seat_rent" in draft.terms
        else None,
        calls=_plain("calls", _listed(CALLS), draft.calls, _("Calls"))
        if "call_charges" in draft.terms
        else None,
        facts=counted,
        more=[one for one in facts if one not in counted],
    )


def _clause(name: str, draft: Draft) -> Section:
    made = _terms(name, draft)
    remarked = any(blank.path.split(".")[0] == name for blank in draft.template.blanks)
    parts = made.parts if hasattr(made, "parts") else (made,)
    title = word(CLAUSE_NAMES, name, language())
    return Section(
        f"terms.{name}", title, parts, open=remarked or name == "seat_rent", on=name in draft.terms
    )


def _terms(name: str, draft: Draft) -> Part:
    blanks = {blank.path: getattr(blank.text, language()) for blank in draft.template.blanks}
    schema = terms_schema()["properties"][name]
    hints = {path: _choice(said) for path, said in parameters.defaults().items()}
    words = _words(lambda path, title: parameters.parameter(path, language()), hints, blanks)
    return part(schema, draft.terms.get(name), f"terms.{name}", name, words)


def _facts(kind: str, schema: dict[str, Any], draft: Draft) -> Section:
    counted = READ_BY.get(kind) in draft.terms or kind in draft.facts or kind == "outages"
    title = word(parameters.KINDS, kind, language())
    return _plain(f"facts.{kind}", _listed(schema), draft.facts.get(kind), title, open=counted)


def _plain(name: str, schema: dict[str, Any], value: Any, title: str, *, open: bool = True) -> Section:
    words = _words(lambda path, _: parameters.fact(path, language()))
    return Section(name, title, (part(schema, value, name, name, words),), open)


def _listed(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _words(
    title: Callable[[str, str], str],
    hints: dict[str, str] | None = None,
    remarks: dict[str, str] | None = None,
) -> Words:
    return Words(title, _choice, _named, _value, hints or {}, remarks or {})


def _named(path: str) -> str:
    return str(_("Prefix") if ".rates." in path else _("Kind") if "." in path else _("Type"))


def _value(path: str) -> str:
    if ".rates." in path:
        return str(_("Per minute"))
    return str(_("Price") if path.endswith(".price") else _("How many"))


def _choice(name: str) -> str:
    return word(parameters.CHOICES, name, language())
