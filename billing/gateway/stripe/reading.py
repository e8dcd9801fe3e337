"""Stripe's objects as what a backend says of them, and which of ours a message is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..backend import Paid, Return, Seen, Stand, State

MARK = "seatyard"
"""The metadata that carries our key."""
INVOICE, PAYMENT = "invoice", "payment"

_REFUNDS = {"succeeded": Stand.GONE, "failed": Stand.BACK, "canceled": Stand.BACK}
_DISPUTES = {"lost": Stand.GONE, "won": Stand.BACK, "warning_closed": Stand.BACK}


@dataclass(frozen=True, slots=True)
class About:
    """What is to be fetched anew after a message."""

    kind: str
    id: str


def about(document: dict[str, Any]) -> About | None:
    """None: the message is of no matter here."""
    thing = document["data"]["object"]
    kind, id = thing.get("object"), thing.get("id")
    if kind == "invoice" and isinstance(id, str):
        return About(INVOICE, id)
    if kind in ("invoice_payment", "credit_note") and thing.get("invoice"):
        return About(INVOICE, _named(thing["invoice"]))
    if kind == "payment_intent" and isinstance(id, str):
        return About(PAYMENT, id)
    if kind in ("charge", "refund", "dispute") and thing.get("payment_intent"):
        return About(PAYMENT, _named(thing["payment_intent"]))
    return None


def seen(invoice: Any, payments: Iterable[Paid]) -> Seen:
    return Seen(
        id=invoice.id,
        key=mark_of(invoice),
        number=invoice.number or "",
        customer=id_of(invoice.customer),
        state=State(invoice.status),
        currency=invoice.currency.upper(),
        total=invoice.total,
        asked=invoice.amount_due,
        url=invoice.hosted_invoice_url or "",
        payments=tuple(payments),
    )


def paid(intent: Any, refunds: Iterable[Any], disputes: Iterable[Any]) -> Paid:
    charge = intent.latest_charge
    at = intent.created if charge is None or isinstance(charge, str) else charge.created
    returns = [_refund(one) for one in refunds] + [_dispute(one) for one in disputes]
    return Paid(intent.id, intent.amount_received, intent.currency.upper(), _moment(at), tuple(returns))


def mark_of(thing: Any) -> str:
    """The key that the object was made under here."""
    return str(getattr(thing.metadata, MARK, "") or "") if thing.metadata is not None else ""


def id_of(thing: Any) -> str:
    """Of an object that comes as its id, or expanded."""
    return thing if isinstance(thing, str) else str(thing.id)


def _named(thing: Any) -> str:
    return thing if isinstance(thing, str) else str(thing["id"])


def _refund(one: Any) -> Return:
    stand = _REFUNDS.get(one.status or "", Stand.ASKED)
    return Return(one.id, "refund", one.amount, one.currency.upper(), stand, _moment(one.created))


def _dispute(one: Any) -> Return:
    """Whether money has moved is what its transactions say: an inquiry takes none."""
    moved = Stand.HELD if one.balance_transactions else Stand.ASKED
    stand = _DISPUTES.get(one.status, moved)
    return Return(one.id, "dispute", one.amount, one.currency.upper(), stand, _moment(one.created))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
