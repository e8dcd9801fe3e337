"""The orders of a backend as requests to Stripe, each with an idempotency key of our own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import stripe

from seatyard import traces

from ..backend import CreditOrder, CustomerOrder, InvoiceOrder, Key, Later, RefundOrder, Refused, Seen, Unfit
from . import reading
from .names import NAME

PATIENCE = 20
"""Seconds for an answer."""
PAGE = {"limit": 100}


class StripeBackend:
    """``backend.Backend`` over an account. Nothing is repeated in here: who calls does, with the same key."""

    name = NAME

    def __init__(self, key: str, address: str, methods: tuple[str, ...] = ()) -> None:
        self._secret = key
        self._methods = methods
        self._api = stripe.StripeClient(
            key,
            base_addresses={"api": address},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=PATIENCE),
        ).v1

    def customer(self, order: CustomerOrder, key: Key) -> str:
        with self._asking():
            known = key.again and _ours(self._all(self._api.customers.list, {}), key)
            if known:
                return str(known.id)
            params = {
                "name": order.name,
                "preferred_locales": [order.language],
                "metadata": {reading.MARK: key.text},
            }
            return str(self._do(self._api.customers.create, params, key.of("create")).id)

    def invoice(self, order: InvoiceOrder, key: Key, id: str | None, made: Callable[[str], None]) -> Seen:
        with self._asking():
            found = self._draft_before(order, key, id)
            if found is None:
                found = self._do(self._api.invoices.create, self._invoice(order, key), key.of("create"))
            if found.id != id:
                made(found.id)
            if found.status == "draft":
                self._fill(found, order, key)
                last = {"auto_advance": False}
                found = self._on(self._api.invoices.finalize_invoice, found.id, last, key.of("finalise"))
            return reading.seen(found, ())

    def credit(self, order: CreditOrder, key: Key) -> str:
        with self._asking():
            of = {"invoice": order.invoice}
            known = key.again and _ours(self._all(self._api.credit_notes.list, of), key)
            if known:
                return str(known.id)
            invoice = self._api.invoices.retrieve(order.invoice)
            still_asked = min(order.units, invoice.amount_remaining) if invoice.status == "open" else 0
            params = {
                **of,
                "amount": order.units,
                "memo": order.number,
                "metadata": {reading.MARK: key.text},
                "email_type": "none",
            }
            if order.units > still_asked:  # our own ledger owes it; the customer's balance there stays at 0
                params["out_of_band_amount"] = order.units - still_asked
            return str(self._do(self._api.credit_notes.create, params, key.of("create")).id)

    def refund(self, order: RefundOrder, key: Key) -> str:
        with self._asking():
            of = {"payment_intent": order.payment}
            known = key.again and _ours(self._all(self._api.refunds.list, of), key)
            if known:
                return str(known.id)
            params = {**of, "amount": order.units, "metadata": {reading.MARK: key.text}}
            return str(self._do(self._api.refunds.create, params, key.of("create")).id)

    def settled(self, id: str, key: Key) -> None:
        with self._asking():
            self._on(self._api.invoices.pay, id, {"paid_out_of_band": True}, key.of("settled"))

    def seen(self, id: str) -> Seen:
        with self._asking():
            invoice = self._retrieved(id)
            if invoice is None:
                raise Unfit(f"there is no invoice {id}")
            paid = self._all(self._api.invoice_payments.list, {"invoice": id, "status": "paid"})
            intents = [one.payment.payment_intent for one in paid if one.payment.type == "payment_intent"]
            return reading.seen(invoice, [self._paid(reading.id_of(intent)) for intent in intents])

    def invoices_of(self, payment: str) -> list[str]:
        with self._asking():
            of = {"payment": {"type": "payment_intent", "payment_intent": payment}}
            return [reading.id_of(one.invoice) for one in self._all(self._api.invoice_payments.list, of)]

    def received(self, payment: str) -> int:
        """Of a payment: what came, in minor units."""
        with self._asking():
            return int(self._api.payment_intents.retrieve(payment).amount_received)

    def event(self, id: str) -> dict[str, Any]:
        """A message as Stripe keeps it, for a month."""
        with self._asking():
            return dict(self._api.events.retrieve(id).to_dict(recursive=True))

    def _draft_before(self, order: InvoiceOrder, key: Key, id: str | None) -> Any:
        """What was made of the order before a break; none where it was thrown away meanwhile."""
        if id is not None:
            return self._retrieved(id)
        if not key.again:
            return None
        return _ours(self._all(self._api.invoices.list, {"customer": order.customer}), key)

    def _invoice(self, order: InvoiceOrder, key: Key) -> dict[str, Any]:
        params: dict[str, Any] = {
            "customer": order.customer,
            "number": order.number,
            "currency": order.currency.lower(),
            "description": order.memo,
            "collection_method": "send_invoice",
            "auto_advance": False,
            "automatic_tax": {"enabled": False},
            "pending_invoice_items_behavior": "exclude",
            "metadata": {reading.MARK: key.text},
        }
        params |= {"due_date": order.due} if order.due is not None else {"days_until_due": 0}
        if self._methods:
            params["payment_settings"] = {"payment_method_types": list(self._methods)}
        return params

    def _fill(self, draft: Any, order: InvoiceOrder, key: Key) -> None:
        if not draft.lines.data:
            lines = [{"description": text, "amount": units} for text, units in order.lines]
            draft = self._on(self._api.invoices.add_lines, draft.id, {"lines": lines}, key.of("lines"))
        if draft.total != order.total:
            self._api.invoices.delete(draft.id)
            raise Later("a draft of other amounts was thrown away", fresh=True)

    def _paid(self, id: str) -> Any:
        intent = self._api.payment_intents.retrieve(id, {"expand": ["latest_charge"]})
        of = {"payment_intent": id}
        refunds = self._all(self._api.refunds.list, of)
        return reading.paid(intent, refunds, self._all(self._api.disputes.list, of))

    def _retrieved(self, id: str) -> Any:
        """None where there is none."""
        try:
            found = self._api.invoices.retrieve(id)
        except stripe.InvalidRequestError as error:
            if error.http_status == 404:
                return None
            raise
        return None if getattr(found, "deleted", False) else found

    def _all(self, listed: Callable[..., Any], params: dict[str, Any]) -> Iterable[Any]:
        return listed({**PAGE, **params}).auto_paging_iter()  # type: ignore[no-any-return]

    def _do(self, create: Callable[..., Any], params: dict[str, Any], key: str) -> Any:
        return create(params, {"idempotency_key": key})

    def _on(self, act: Callable[..., Any], id: str, params: dict[str, Any], key: str) -> Any:
        return act(id, params, {"idempotency_key": key})

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Stripe's errors in our words, and without its key."""
        try:
            with traces.step("Stripe", traces.CLIENT):
                yield
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            raise Refused(self._said(error)) from None
        except stripe.IdempotencyError as error:
            raise Later(self._said(error), fresh=True) from None
        except stripe.StripeError as error:
            broken = error.http_status is not None and error.http_status >= 500
            raise Later(self._said(error), fresh=broken) from None

    def _said(self, error: stripe.StripeError) -> str:
        status = f"{error.http_status} " if error.http_status else ""
        text = " ".join((error.user_message or type(error).__name__).split())
        return f"{status}{text}".replace(self._secret, "…")[:300]


@functools.lru_cache(maxsize=4)
def connected(key: str, address: str, methods: tuple[str, ...]) -> StripeBackend:
    """One for all calls of a process, so that connections stay."""
    return StripeBackend(key, address, methods)


def _ours(objects: Iterable[Any], key: Key) -> Any:
    """The one that was made under the key before; None without one."""
    return next((one for one in objects if reading.mark_of(one) == key.text), None)
