"""Refunds that people ask for: never more than is left of the payment."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from . import outbox
from .backend import Stand
from .models import GatewayObject, GatewayPayment, GatewayReturn
from .money import major, minor
from .stripe.names import NAME


def ask(fact: str, amount: Decimal, *, again: bool = False) -> str:
    """Put down that so much of a payment (``F17``) is to go back; its name. Sent by the next push.

    The same amount of the same payment is the same refund, unless ``again``. NotFound for a payment that did
    not come over the service, InvalidInput for more than is left of it.
    """
    with transaction():
        query = select(GatewayPayment).filter_by(backend=NAME, fact=fact).with_for_update()
        payment = db.session.scalars(query).one_or_none()
        if payment is None:
            raise NotFound(f"no payment over Stripe is {fact!r}", where="payment")
        units = _units(amount, payment.currency)
        asked = _asked(payment)
        same = [one for one in asked if one.request["units"] == units]
        if same and not again:
            raise Conflict(f"asked for already: {same[-1].subject}", where=fact, allowed="--again")
        left = payment.amount - _back(payment, asked)
        if amount > left:
            raise InvalidInput(f"{left} of {fact} are left", where="amount", allowed=f"up to {left}")
        name = f"{fact}/{len(asked) + 1}"
        request = {"payment": payment.id, "units": units}
        outbox.row_of(NAME, outbox.REFUND, name, payment.tenant_id, payment.contract_id, request=request)
    return name


def _units(amount: Decimal, currency: str) -> int:
    try:
        units = minor(amount, currency)
    except ValueError as error:
        raise InvalidInput(str(error), where="amount") from None
    if units <= 0:
        raise InvalidInput(f"{amount} is nothing to give back", where="amount", allowed="above 0")
    return units


def _asked(payment: GatewayPayment) -> list[GatewayObject]:
    """Refunds of it that were asked for here."""
    query = select(GatewayObject).filter_by(backend=NAME, kind=outbox.REFUND, tenant_id=payment.tenant_id)
    rows = db.session.scalars(query.order_by(GatewayObject.id))
    return [row for row in rows if row.request["payment"] == payment.id]


def _back(payment: GatewayPayment, asked: list[GatewayObject]) -> Decimal:
    """What of it went back, or is on its way: each once, whether Stripe has told of it or not."""
    query = select(GatewayReturn).filter_by(backend=NAME, payment_id=payment.id)
    known = {one.id: one for one in db.session.scalars(query)}
    back = sum((one.amount for one in known.values() if one.state != Stand.BACK.value), Decimal(0))
    untold = [one for one in asked if one.external_id not in known]
    return back + sum((major(one.request["units"], payment.currency) for one in untold), Decimal(0))
