"""``seatyard bill stripe``: invoices sent to Stripe, and what it says became of them."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

import click
from sqlalchemy import select

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput
from tenants import directory

from ..contracts.service import tenants_named
from . import events, refunds, service
from .events import Worked
from .models import GatewayEvent, GatewayObject
from .sending import Sent
from .stripe.names import NAME


@click.group("stripe")
def stripe() -> None:
    """Invoices paid over Stripe."""


@stripe.command()
@as_json
@with_app
def push(as_json: bool) -> None:
    """Send what is due, work off messages that wait, look at open invoices. Run it every minute."""
    done = service.push()
    answer(asdict(done), as_json, lambda: _pushed(done) or ["nothing is due"])


@stripe.command("list")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--state", metavar="STATE", help="Those alone: waiting, open, paid, failed…")
@as_json
@with_app
def show_all(tenant: str | None, state: str | None, as_json: bool) -> None:
    """List what was sent, or is to be, and where it stands."""
    with snapshot():
        tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
        rows = service.objects(tenant_id, state)
        owners = directory.by_id([row.tenant_id for row in rows])
        found = [_shown(row, owners[row.tenant_id].name) for row in rows]
    answer(found, as_json, lambda: [_line(one) for one in found] or ["nothing"])


@stripe.command("events")
@click.option("--state", type=click.Choice([events.WAITING, events.DONE, events.PASSED, events.PARKED]))
@as_json
@with_app
def show_events(state: str | None, as_json: bool) -> None:
    """List the latest 100 messages and what became of them."""
    with snapshot():
        query = select(GatewayEvent).filter_by(backend=NAME)
        if state is not None:
            query = query.filter_by(state=state)
        rows = db.session.scalars(query.order_by(GatewayEvent.received_at.desc()).limit(100))
        found = [_kept(row) for row in rows]
    answer(found, as_json, lambda: [_said(one) for one in found] or ["no messages"])


@stripe.command()
@click.argument("event")
@as_json
@with_app
def replay(event: str, as_json: bool) -> None:
    """Work message EVENT (evt_…) off once more; one that never came is fetched."""
    done = events.replay(event)
    answer(asdict(done), as_json, lambda: [_said(asdict(done))])


@stripe.command()
@click.argument("payment")
@click.argument("amount")
@click.option("--again", is_flag=True, help="Once more the same amount.")
@as_json
@with_app
def refund(payment: str, amount: str, again: bool, as_json: bool) -> None:
    """Give AMOUNT of PAYMENT (F17) back to its payer, with the next push."""
    try:
        wanted = Decimal(amount)
        if not wanted.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise InvalidInput(f"{amount!r} is no amount", where="amount", allowed="such as 120.50") from None
    name = refunds.ask(payment, wanted, again=again)
    answer({"refund": name}, as_json, lambda: [f"refund {name}: {amount} of {payment}, with the next push"])


def _kept(row: GatewayEvent) -> dict[str, Any]:
    return asdict(Worked(row.id, row.kind, row.state, row.problem)) | {"at": row.happened_at}


def _pushed(done: service.Pushed) -> list[str]:
    return [
        *(_said(asdict(one)) for one in done.worked),
        *(_sent(one) for one in [*done.sent, *done.looked_at]),
    ]


def _sent(one: Sent) -> str:
    where = one.problem or one.url or one.external_id
    return f"{one.kind} {one.subject}  {one.state}" + (f"  {where}" if where else "")


def _shown(row: GatewayObject, tenant: str) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "kind": row.kind,
        "subject": row.subject,
        "state": row.state,
        "id": row.external_id,
        "url": row.url,
        "attempts": row.attempts,
        "problem": row.problem,
        "changed": row.changed_at,
    }


def _line(one: dict[str, Any]) -> str:
    where = one["problem"] or one["url"] or one["id"] or "-"
    return f"{one['tenant']}  {one['kind']} {one['subject']}  {one['state']}  {where}"


def _said(one: dict[str, Any]) -> str:
    became = f"{one['state']} ({one['problem']})" if one["problem"] else one["state"]
    return f"{one['id']}  {one['kind']}  {became}"
