"""Payers and their banks: payments, what of them goes back."""

from __future__ import annotations

from typing import Any

from .books import MOST, Books, Object, currency
from .errors import ApiError

DECLINED = {"pm_card_chargeDeclined", "pm_card_chargeCustomerFail"}
INQUIRED = "pm_card_createDisputeInquiry"


def attach(books: Books, id: str, params: Object) -> Object:
    customer = books.get("customer", params["customer"])
    if id in books.objects:
        method = books.get("payment_method", id)
    else:
        method = books.make("payment_method", "pm", type="card", known_as=id)
    method["customer"] = customer["id"]
    books.tell("payment_method.attached", method)
    return method


def create_intent(books: Books, params: Object) -> Object:
    if not 0 < params["amount"] <= MOST:
        raise ApiError(f"Invalid amount: {params['amount']}")
    intent = _intent(books, params["amount"], currency(params["currency"]), params.get("customer"))
    books.tell("payment_intent.created", intent)
    if params.get("confirm"):
        charge(books, intent, params.get("payment_method", ""))
    return intent


def charge(books: Books, intent: Object, method: str) -> Object:
    """Take the money, or hear that the bank will not."""
    known = books.objects.get(method, {}).get("known_as", method)
    if known in DECLINED:
        intent["status"] = "requires_payment_method"
        books.tell("payment_intent.payment_failed", intent)
        raise ApiError("Your card was declined.", status=402, type="card_error", code="card_declined")
    made = books.make(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=intent["amount"],
        amount_refunded=0,
        currency=intent["currency"],
        customer=intent["customer"],
        payment_intent=intent["id"],
        disputed=False,
        paid=True,
        refunded=False,
        status="succeeded",
    )
    intent |= {"latest_charge": made["id"], "amount_received": intent["amount"], "status": "succeeded"}
    books.tell("charge.succeeded", made)
    books.tell("payment_intent.succeeded", intent)
    if known == INQUIRED:
        dispute(books, intent["id"], inquiry=True)
    return made


def pay(
    books: Books, invoice: Object, units: int, *, method: str = "pm_card_visa", money: str = ""
) -> Object:
    """A payer pays on the hosted page: the intent."""
    intent = _intent(books, units, money or invoice["currency"], invoice["customer"])
    charge(books, intent, method)
    part = books.make(
        "invoice_payment",
        "inpay",
        invoice=invoice["id"],
        amount_requested=units,
        amount_paid=units,
        currency=intent["currency"],
        is_default=True,
        status="paid",
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status_transitions={"paid_at": books.now(), "canceled_at": None},
    )
    books.tell("invoice_payment.paid", part)
    return intent


def refund(books: Books, params: Object) -> Object:
    intent = books.get("payment_intent", params["payment_intent"])
    taken = books.get("charge", intent["latest_charge"])
    left = taken["amount"] - taken["amount_refunded"]
    units = params.get("amount", left)
    if not 0 < units <= left:
        raise ApiError(f"Refund amount ({units}) is greater than unrefunded amount on charge ({left})")
    made = books.make(
        "refund",
        "re",
        amount=units,
        currency=taken["currency"],
        charge=taken["id"],
        payment_intent=intent["id"],
        status="succeeded",
        metadata=params.get("metadata") or {},
    )
    taken["amount_refunded"] += units
    taken["refunded"] = taken["amount_refunded"] == taken["amount"]
    books.tell("refund.created", made)
    books.tell("charge.refunded", taken)
    return made


def fail_refund(books: Books, id: str) -> Object:
    """The payer's bank would not have it: the money is back."""
    made = books.get("refund", id)
    books.get("charge", made["charge"])["amount_refunded"] -= made["amount"]
    made["status"] = "failed"
    books.tell("refund.failed", made)
    return made


def dispute(books: Books, payment: str, *, inquiry: bool = False) -> Object:
    """The payer's bank takes the money back, or only asks about it."""
    intent = books.get("payment_intent", payment)
    taken = books.get("charge", intent["latest_charge"])
    moved = [] if inquiry else [{"object": "balance_transaction", "amount": -taken["amount"]}]
    made = books.make(
        "dispute",
        "dp",
        amount=taken["amount"],
        currency=taken["currency"],
        charge=taken["id"],
        payment_intent=payment,
        balance_transactions=moved,
        reason="general",
        status="warning_needs_response" if inquiry else "needs_response",
    )
    taken["disputed"] = True
    books.tell("charge.dispute.created", made)
    if moved:
        books.tell("charge.dispute.funds_withdrawn", made)
    return made


def decide(books: Books, id: str, *, won: bool) -> Object:
    """Of a dispute; an inquiry is merely closed."""
    made = books.get("dispute", id)
    inquiry = made["status"].startswith("warning")
    made["status"] = "warning_closed" if inquiry else "won" if won else "lost"
    if won and not inquiry:
        back = {"object": "balance_transaction", "amount": made["amount"]}
        made["balance_transactions"] = [*made["balance_transactions"], back]
        books.tell("charge.dispute.funds_reinstated", made)
    books.tell("charge.dispute.closed", made)
    return made


def _intent(books: Books, units: int, money: str, customer: Any) -> Object:
    return books.make(
        "payment_intent",
        "pi",
        amount=units,
        amount_received=0,
        currency=money,
        customer=customer,
        latest_charge=None,
        status="requires_payment_method",
    )
