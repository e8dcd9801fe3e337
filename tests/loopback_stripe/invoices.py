"""Invoices from draft to paid, void or given up, and credit notes on them."""

from __future__ import annotations

from typing import Any

from . import payments
from .books import Books, Object, currency
from .errors import ApiError, missing

MOST_LINES = 250
OFF = {"automatic_tax": {"enabled": False}, "auto_advance": False}


def create_customer(books: Books, params: Object) -> Object:
    made = books.make("customer", "cus", **{"balance": 0, **_with_metadata(params)})
    books.tell("customer.created", made)
    return made


def create_item(books: Books, params: Object) -> Object:
    """On a draft, or waiting for the next invoice of its customer."""
    books.get("customer", params["customer"])
    fields = {"description": None, "invoice": None, **_with_metadata(params)}
    fields["currency"] = currency(params.get("currency") or "usd")
    if "amount" not in params:
        raise ApiError("One of amount or pricing is required")
    made = books.make("invoiceitem", "ii", **fields)
    if made["invoice"]:
        _add(books, _draft(books, made["invoice"]), [made])
    books.tell("invoiceitem.created", made)
    return made


def create(books: Books, params: Object) -> Object:
    customer = books.get("customer", params["customer"])
    if (
        params.get("collection_method") == "send_invoice"
        and not {"due_date", "days_until_due"} & params.keys()
    ):
        raise ApiError("You must pass in either days_until_due or due_date")
    if "due_date" in params and params["due_date"] <= books.now():
        raise ApiError("due_date must be in the future")
    made = books.make(
        "invoice",
        "in",
        **{
            **OFF,
            "status": "draft",
            "number": None,
            "hosted_invoice_url": None,
            "collection_method": "charge_automatically",
            "currency": "usd",
            "lines": {"object": "list", "data": [], "has_more": False},
            "total": 0,
            "amount_due": 0,
            "amount_paid": 0,
            "amount_remaining": 0,
            "amount_overpaid": 0,
            "starting_balance": customer["balance"],
            **_with_metadata(params),
        },
    )
    made["currency"] = currency(made["currency"])
    if params.get("pending_invoice_items_behavior", "exclude") == "include":
        pending = books.all("invoiceitem", customer=customer["id"], invoice=None)
        waiting = [one for one in pending if one["invoice"] is None]
        for item in waiting:
            item["invoice"] = made["id"]
        if waiting:
            made["currency"] = waiting[0]["currency"]
        _add(books, made, waiting[::-1])
    books.tell("invoice.created", made)
    return made


def add_lines(books: Books, id: str, params: Object) -> Object:
    invoice = _draft(books, id)
    _add(books, invoice, params["lines"])
    books.tell("invoice.updated", invoice)
    return invoice


def update(books: Books, id: str, params: Object) -> Object:
    invoice = books.get("invoice", id)
    invoice["metadata"] |= params.pop("metadata", {})
    invoice |= params
    books.tell("invoice.updated", invoice)
    return invoice


def delete(books: Books, id: str) -> Object:
    _draft(books, id)
    del books.objects[id]
    return {"id": id, "object": "invoice", "deleted": True}


def finalise(books: Books, id: str, params: Object) -> Object:
    invoice = _draft(books, id)
    invoice["number"] = books.number(invoice["number"])
    due = max(invoice["total"] + invoice["starting_balance"], 0)
    invoice |= {"status": "open", "amount_due": due, "amount_remaining": due, **params}
    invoice["hosted_invoice_url"] = f"https://invoice.stripe.com/i/{id}"
    books.tell("invoice.finalized", invoice)
    if due == 0:
        _paid(books, invoice)
    return invoice


def pay(books: Books, id: str, params: Object) -> Object:
    """By a method kept with the customer, or elsewhere."""
    invoice = books.get("invoice", id)
    if invoice["status"] == "draft":
        invoice = finalise(books, id, {})
    if invoice["status"] not in ("open", "uncollectible"):
        raise ApiError(f"Invoice is already {invoice['status']}", code="invoice_already_paid")
    if params.get("paid_out_of_band"):
        _paid(books, invoice)
        return invoice
    try:
        receive(books, id, method=params.get("payment_method", ""))
    except ApiError:
        books.tell("invoice.payment_failed", invoice)
        raise
    return invoice


def receive(books: Books, id: str, units: int | None = None, **more: Any) -> Object:
    """Money for it, all of it or a part: the intent."""
    invoice = books.get("invoice", id)
    intent = payments.pay(books, invoice, invoice["amount_remaining"] if units is None else units, **more)
    if intent["currency"] != invoice["currency"]:
        return intent
    paid = intent["amount_received"]
    invoice["amount_overpaid"] += max(paid - invoice["amount_remaining"], 0)
    invoice["amount_paid"] += paid
    invoice["amount_remaining"] = max(invoice["amount_remaining"] - paid, 0)
    if invoice["amount_remaining"] == 0 and invoice["status"] in ("open", "uncollectible"):
        _paid(books, invoice)
    return intent


def ended(books: Books, id: str, status: str, event: str) -> Object:
    invoice = books.get("invoice", id)
    if invoice["status"] not in ("open", "uncollectible"):
        raise ApiError(f"This invoice is {invoice['status']} and cannot be {status}")
    invoice["status"] = status
    books.tell(event, invoice)
    return invoice


def send(books: Books, id: str) -> Object:
    invoice = books.get("invoice", id)
    if invoice["status"] == "draft":
        invoice = finalise(books, id, {})
    books.tell("invoice.sent", invoice)
    return invoice


def credit(books: Books, params: Object) -> Object:
    """Off what is still asked for; beyond that the parts must say where it goes."""
    invoice = books.get("invoice", params["invoice"])
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise ApiError("Credit notes are for finalised invoices")
    lines = params.pop("lines", [])
    units = params.pop("amount", None)
    units = units if units is not None else sum(_units(line) for line in lines)
    off = min(units, invoice["amount_remaining"]) if invoice["status"] == "open" else 0
    beyond = sum(params.get(name, 0) for name in ("credit_amount", "refund_amount", "out_of_band_amount"))
    if units <= 0 or beyond != units - off:
        raise ApiError(f"{units - off} of the credit note are after payment, and {beyond} are said of them")
    made = books.make("credit_note", "cn", **_with_metadata(params))
    made |= {"total": units, "amount": units, "currency": invoice["currency"], "status": "issued"}
    made |= {"pre_payment_amount": off, "post_payment_amount": units - off}
    made |= {"number": f"{invoice['number']}-CN", "customer": invoice["customer"]}
    invoice["amount_remaining"] -= off
    invoice["amount_due"] -= off
    books.tell("credit_note.created", made)
    if off and not invoice["amount_remaining"]:
        _paid(books, invoice)
    return made


def _paid(books: Books, invoice: Object) -> None:
    invoice |= {"status": "paid", "amount_remaining": 0}
    books.tell("invoice.paid", invoice)
    books.tell("invoice.payment_succeeded", invoice)


def _draft(books: Books, id: str) -> Object:
    invoice = books.get("invoice", id)
    if invoice["status"] != "draft":
        raise ApiError(f"Invoice {id} is {invoice['status']}, and no draft")
    return invoice


def _add(books: Books, invoice: Object, items: list[Object]) -> None:
    lines = invoice["lines"]["data"]
    if len(lines) + len(items) > MOST_LINES:
        raise ApiError(f"An invoice has {MOST_LINES} lines at most")
    for item in items:
        if item.get("currency", invoice["currency"]) != invoice["currency"]:
            raise ApiError("An invoice has one currency")
        if "amount" not in item:
            raise missing("price", "")
        fields = {"amount": item["amount"], "description": item.get("description")}
        lines.append(books.make("line_item", "il", invoice=invoice["id"], **fields))
    invoice["total"] = sum(line["amount"] for line in lines)
    invoice["amount_due"] = invoice["amount_remaining"] = max(invoice["total"], 0)


def _units(line: Object) -> int:
    return int(line["amount"] if "amount" in line else line["unit_amount"] * line.get("quantity", 1))


def _with_metadata(params: Object) -> Object:
    kept = {name: value for name, value in params.items() if name != "expand"}
    return kept | {"metadata": dict(params.get("metadata") or {})}
