"""A quote on paper: the offer that a customer takes home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from .paper import printed
from .parameters import CHOICES, told
from .quote import Quote
from .words import word


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote, for whom it is, and how long it holds."""

    quote: Quote
    customer: str
    made: date
    valid_until: str
    """A day, or nothing."""


def render(offer: Offer, language: str) -> bytes:
    """The offer as a PDF in ``zh`` or ``en``; see ``paper.printed``."""
    quote = offer.quote
    clauses = dict.fromkeys(line.clause for bill in quote.bills for line in bill.lines)
    texts = quote.template.texts
    return printed(
        "quote.html",
        language,
        offer=offer,
        bills=quote.bills,
        invoice=quote.invoice,
        cost=quote.cost,
        contract=quote.document["contract"],
        title=getattr(quote.template.title, language),
        changes=[
            (told(one.path, language), _said(one.before, language), _said(one.after, language))
            for one in quote.changes
        ],
        blanks=[
            (told(blank.path, language), _said(value, language), getattr(blank.text, language))
            for blank, value in quote.blanks
        ],
        quotes={name: texts[name] for name in clauses if name in texts},
    )


def _said(value: Any, language: str) -> str:
    """A value of the terms in words: ``2000``, ``+86 0.15, default 1.50``."""
    match value:
        case None:
            return word(CHOICES, "none", language)
        case bool():
            return word(CHOICES, str(value).lower(), language)
        case dict():
            return ", ".join(f"{key} {_said(entry, language)}" for key, entry in value.items()) or "—"
        case list():
            return "; ".join(_said(entry, language) for entry in value) or "—"
        case _:
            return word(CHOICES, str(value), language)
