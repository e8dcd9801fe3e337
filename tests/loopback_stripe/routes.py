"""Each request: the types of its parameters, and what it does."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from stripe import params as types

from . import invoices, payments
from .books import Books, Object

Act = Callable[[Books, str, Object], Object]


def _listed(kind: str, *fields: str) -> Act:
    def act(books: Books, _id: str, params: Object) -> Object:
        found = books.all(kind, **{name: params.get(name) for name in fields})
        return books.page(found, params)

    return act


def _one(kind: str) -> Act:
    return lambda books, id, _: books.get(kind, id)


def _payments_of(books: Books, _id: str, params: Object) -> Object:
    found = books.all("invoice_payment", invoice=params.get("invoice"), status=params.get("status"))
    payment = params.get("payment", {}).get("payment_intent")
    chosen = [one for one in found if payment in (None, one["payment"]["payment_intent"])]
    return books.page(chosen, params)


def _intent(books: Books, id: str, params: Object) -> Object:
    found = books.get("payment_intent", id)
    if "latest_charge" in params.get("expand", []) and found["latest_charge"]:
        found = {**found, "latest_charge": books.objects[found["latest_charge"]]}
    return found


ROUTES: list[tuple[str, Any, Act]] = [
    ("POST customers", types.CustomerCreateParams, lambda b, _, p: invoices.create_customer(b, p)),
    ("GET customers", types.CustomerListParams, _listed("customer")),
    ("GET customers/ID", types.CustomerRetrieveParams, _one("customer")),
    ("POST payment_methods/ID/attach", types.PaymentMethodAttachParams, payments.attach),
    ("POST invoiceitems", types.InvoiceItemCreateParams, lambda b, _, p: invoices.create_item(b, p)),
    ("POST invoices", types.InvoiceCreateParams, lambda b, _, p: invoices.create(b, p)),
    ("GET invoices", types.InvoiceListParams, _listed("invoice", "customer", "status")),
    ("GET invoices/ID", types.InvoiceRetrieveParams, _one("invoice")),
    ("POST invoices/ID", types.InvoiceUpdateParams, invoices.update),
    ("DELETE invoices/ID", types.InvoiceDeleteParams, lambda b, id, _: invoices.delete(b, id)),
    ("POST invoices/ID/add_lines", types.InvoiceAddLinesParams, invoices.add_lines),
    ("POST invoices/ID/finalize", types.InvoiceFinalizeInvoiceParams, invoices.finalise),
    ("POST invoices/ID/pay", types.InvoicePayParams, invoices.pay),
    ("POST invoices/ID/send", types.InvoiceSendInvoiceParams, lambda b, id, _: invoices.send(b, id)),
    (
        "POST invoices/ID/void",
        types.InvoiceVoidInvoiceParams,
        lambda b, id, _: invoices.ended(b, id, "void", "invoice.voided"),
    ),
    (
        "POST invoices/ID/mark_uncollectible",
        types.InvoiceMarkUncollectibleParams,
        lambda b, id, _: invoices.ended(b, id, "uncollectible", "invoice.marked_uncollectible"),
    ),
    ("GET invoice_payments", types.InvoicePaymentListParams, _payments_of),
    ("POST credit_notes", types.CreditNoteCreateParams, lambda b, _, p: invoices.credit(b, p)),
    ("GET credit_notes", types.CreditNoteListParams, _listed("credit_note", "invoice")),
    ("POST payment_intents", types.PaymentIntentCreateParams, lambda b, _, p: payments.create_intent(b, p)),
    ("GET payment_intents/ID", types.PaymentIntentRetrieveParams, _intent),
    ("POST refunds", types.RefundCreateParams, lambda b, _, p: payments.refund(b, p)),
    ("GET refunds", types.RefundListParams, _listed("refund", "payment_intent")),
    ("GET disputes", types.DisputeListParams, _listed("dispute", "payment_intent")),
    ("POST disputes/ID/close", types.DisputeCloseParams, lambda b, id, _: payments.decide(b, id, won=False)),
    ("GET events", types.EventListParams, _listed("event")),
    ("GET events/ID", types.EventRetrieveParams, _one("event")),
]
_FOUND = [
    (re.compile("^" + route.replace(" ", " /v1/").replace("ID", r"(\w+)") + "$"), shape, act)
    for route, shape, act in ROUTES
]


def route_of(request: str) -> tuple[Any, Callable[[Books, Object], Object]] | None:
    """Of ``POST /v1/invoices/in_1/pay``: the parameters' type, and what answers; none for an unknown one."""
    for pattern, shape, act in _FOUND:
        match = pattern.match(request)
        if match:
            id = match[1] if match.groups() else ""
            return shape, lambda books, params, act=act, id=id: copy.deepcopy(act(books, id, params))
    return None
