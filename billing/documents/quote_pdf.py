"""A quote on paper: the offer that a customer takes home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .paper import printed
from .parameters import said, told
from .quote import Quote


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
            (told(one.path, language), said(one.before, language), said(one.after, language))
            for one in quote.changes
        ],
        blanks=[
            (told(blank.path, language), said(value, language), getattr(blank.text, language))
            for blank, value in quote.blanks
        ],
        quotes={name: texts[name] for name in clauses if name in texts},
    )
