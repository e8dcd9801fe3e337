"""What a draft's contract comes to: before it begins, in its first month, and in a whole one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billing.documents import quote as quotes
from billing.engine.results import Text
from billing.engine.titles import item_titled, people_titled
from seatyard.errors import SeatyardError
from tenants.onboarding.sections import Onboarding

from .. import quoting
from ..forms import Form
from .steps import quoted

TITLES = {"staff": people_titled, "items": item_titled}


@dataclass(frozen=True)
class Beside:
    """People or pieces of work that the figures reckon with: how many there will be nobody has said."""

    of: str
    """The role, or the kind of work."""
    count: int
    title: Text


@dataclass(frozen=True)
class Figures:
    currency: str
    ahead: Decimal
    """Asked for before the first invoice: deposit, rent in advance."""
    first: Decimal
    """The invoice of the month in which it begins."""
    first_month: str
    whole: Decimal
    """What a whole month costs, whenever it is paid."""
    beside: list[Beside]
    """What they reckon with beside the draft's seats."""


def whole_month(starts: str) -> str:
    """The first month that the contract holds for from its first day to its last."""
    try:
        day = date.fromisoformat(starts)
    except ValueError:
        return ""
    return f"{day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)):%Y-%m}"


def figures(document: Onboarding, today: date) -> Figures | None:
    """None for what cannot be computed yet."""
    try:
        starts = document["contract"]["starts"]
        first = _quote(document, starts[:7], today)
        whole = _quote(document, whole_month(starts), today)
    except SeatyardError:
        return None
    ahead = sum((bill.total for bill in first.answer.prepayments), Decimal())
    invoice = first.invoice
    return Figures(
        invoice.currency, ahead, invoice.total, invoice.period, whole.cost, _beside(document, today)
    )


def _beside(document: Onboarding, today: date) -> list[Beside]:
    facts = quoted(document, document["contract"]["starts"][:7], today).facts
    return [
        Beside(entry[named], entry[many], TITLES[kind](entry[named]))
        for kind, (_clause, named, many, _count) in quoting.FIRST.items()
        for entry in facts.get(kind, [])
    ]


def _quote(document: Onboarding, month: str, today: date) -> quotes.Quote:
    """Of its seats alone: nobody knows yet how much will be called."""
    draft = quoted(document, month, today)
    draft.calls.clear()
    return quotes.of_document(draft.document(Form({})))
