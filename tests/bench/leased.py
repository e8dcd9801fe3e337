"""Many tenants on PostgreSQL, all alike: seats, numbers, a contract, a year's invoices, calls, a token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, inspect

from billing.models import Contract, Invoice, InvoiceLine
from esl.models import Conversation, Placement
from seatyard import clock
from seatyard.db import Model, db, slices
from seatyard.months import months_after
from tenants.models import Number, Seat, Tenant
from tenants.tokens.known import NOTED_EVERY
from tenants.tokens.models import ApiToken
from tenants.tokens.service import HINT, sha256
from tests.factories import (
    ContractFactory,
    ConversationFactory,
    InvoiceFactory,
    InvoiceLineFactory,
    NodeFactory,
    NumberFactory,
    PlacementFactory,
    SeatFactory,
    TenantFactory,
)

from .money import RENT

SEATS, NUMBERS, INVOICES, LINES, CALLS = 20, 5, 12, 3, 200
"""Of each tenant; lines of each invoice."""
FIRST = 1000
"""Its id; below are those whose columns the others have."""
SCOPES = "home service calls"


def fill(tenants: int) -> list[tuple[str, str]]:
    """Make them; each one's name and the token of its program. Commits."""
    ids = range(FIRST, FIRST + tenants)
    like = _one()
    told = [(f"t{n:05}", f"sy_{n:05}" + "x" * 20) for n in ids]
    for rows in _rows(like, ids, told):
        for model, some in rows:
            for piece in slices(some, 5000):
                db.session.execute(insert(model), piece)
        db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return told


def _one() -> dict[str, dict[str, Any]]:
    """The columns of one of each."""
    node = NodeFactory()
    tenant = TenantFactory()
    seat, number = SeatFactory(tenant=tenant), NumberFactory(tenant=tenant)
    placed, contract = PlacementFactory(tenant_id=tenant.id, node=node), ContractFactory(tenant_id=tenant.id)
    invoice = InvoiceFactory(tenant_id=tenant.id, contract_id=contract.id, subtotal=RENT, total=RENT)
    line, call = InvoiceLineFactory(invoice=invoice), ConversationFactory(tenant=tenant, node=node)
    db.session.flush()
    kinds = [tenant, seat, number, placed, contract, invoice, line, call]
    like = {one.__tablename__: _columns(one) for one in kinds}
    db.session.commit()
    return like


def _rows(
    like: dict[str, dict[str, Any]], ids: Iterable[int], told: list[tuple[str, str]]
) -> Iterator[list[tuple[type[Model], Iterator[dict[str, Any]]]]]:
    """Group by group, each of which needs those before it."""

    def made(model: type[Model], changed: Iterable[dict[str, Any]]) -> tuple[type[Model], Any]:
        return model, (like[model.__tablename__] | one for one in changed)

    now = clock.now()
    each = list(zip(ids, told, strict=True))
    named = ({"id": n, "name": name, "domain": f"{name}.example"} for n, (name, _) in each)
    yield [made(Tenant, named)]
    seats = (
        {"id": n * 100 + at, "tenant_id": n, "number": f"{1000 + at}"} for n, _ in each for at in range(SEATS)
    )
    numbers = (
        {"tenant_id": n, "e164": f"+8610{n:06}{at:02}", "flow_id": None}
        for n, _ in each
        for at in range(NUMBERS)
    )
    tokens = (
        {"tenant_id": n, "label": "crm", "scopes": SCOPES, "sha256": sha256(secret), "hint": secret[:HINT]}
        | {"given_by": "bench", "given_at": now, "used_at": now - NOTED_EVERY * (at / len(each))}
        for at, (n, (_, secret)) in enumerate(each)  # so that they are noted evenly, as of programs at work
    )
    yield [
        made(Seat, seats),
        made(Number, numbers),
        made(Placement, ({"tenant_id": n} for n, _ in each)),
        made(Contract, ({"id": n, "tenant_id": n} for n, _ in each)),
        (ApiToken, tokens),
    ]
    first = now.date().replace(day=1)
    invoices = (
        {
            "id": n * 100 + at,
            "tenant_id": n,
            "contract_id": n,
            "number": f"B-{n:05}-{at:02}",
            "sequence": n * 100 + at,
            "period": f"{months_after(first, at - INVOICES):%Y-%m}",
            "due": months_after(first, at - INVOICES + 1) + timedelta(days=9),
        }
        for n, _ in each
        for at in range(INVOICES)
    )
    yield [made(Invoice, invoices)]
    lines = (
        {"id": (n * 100 + at) * 10 + line, "invoice_id": n * 100 + at, "position": line}
        for n, _ in each
        for at in range(INVOICES)
        for line in range(1, LINES + 1)
    )
    calls = (
        {
            "tenant_id": n,
            "id": f"{n:08x}-0000-4000-8000-{at:012x}",
            "seat_id": n * 100 + at % SEATS,
            "queue_id": None,
        }
        | {"started_at": now - timedelta(minutes=13 * at), "answered_at": now - timedelta(minutes=13 * at)}
        | {"ended_at": now - timedelta(minutes=13 * at - 1)}
        for n, _ in each
        for at in range(CALLS)
    )
    yield [made(InvoiceLine, lines), made(Conversation, calls)]


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
