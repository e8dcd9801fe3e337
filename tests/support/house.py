"""A furnished house: two tenants with seats, a flow, March's calls, an outage, and their invoices."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from billing.drafts import making
from billing.findings.word import Word
from billing.invoices import service
from billing.models import Invoice
from esl.models import ABANDONED, ANSWERED, FAILED, OUTBOUND, Conversation, Node
from seatyard import clock, findings
from seatyard.db import db
from tenants.models import Queue, Seat, Tenant
from tests.factories import (
    ContractFactory,
    ConversationFactory,
    FlowFactory,
    LegFactory,
    NodeFactory,
    NumberFactory,
    OutageFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
    UserFactory,
)

APRIL = datetime(2026, 4, 1, 1, tzinfo=UTC)
NAMES = ("李雷", "韩梅梅", "王芳", "张伟", "刘洋", "陈静")
FLOW: dict[str, Any] = {
    "start": "open",
    "nodes": {
        "open": {"hours": {"when": "Mon-Fri 09:00-18:00", "inside": "hello", "outside": "closed"}},
        "hello": {
            "menu": {
                "prompt": {"say": "您好，销售请按1，人工请按0"},
                "digits": {"1": "sales", "0": "desk"},
                "timeout": 5,
                "retries": 3,
                "otherwise": "desk",
            }
        },
        "sales": {"queue": "sales"},
        "desk": {"seat": "1001", "ring": 25, "no_answer": "sales"},
        "closed": {"play": "closed.wav", "then": "mailbox"},
        "mailbox": {"voicemail": "sales"},
    },
}


@dataclass
class Home:
    """A tenant, its things, and its invoice of March 2026."""

    tenant: Tenant
    seats: list[Seat]
    queue: Queue
    node: Node
    invoice: Invoice | None = None

    def call(self, number: int, **columns: Any) -> Conversation:
        """An inbound call to a seat by the queue, with its two legs; the ``number``-th of the month."""
        starts = datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(minutes=47 * number)
        seat = self.seats[number % len(self.seats)]
        usual = {
            "caller": f"+86138{number:08d}",
            "started_at": starts,
            "answered_at": starts + timedelta(seconds=4),
            "ended_at": starts + timedelta(seconds=84 + number % 90),
            "billusec": (80 + number % 90) * 1_000_000 + 250_000,
            "queue_id": self.queue.id,
            "seat_id": seat.id,
            "wait_us": 9_000_000,
        }
        call: Conversation = ConversationFactory(tenant=self.tenant, node=self.node, **usual | columns)
        call.paid_uuid = call.id if call.billusec else None
        LegFactory(conversation=call)
        if call.outcome == ANSWERED and call.direction != OUTBOUND:
            LegFactory(
                conversation=call,
                uuid=str(uuid.UUID(int=uuid.UUID(call.id).int ^ 1)),
                side="seat",
                direction=OUTBOUND,
                callee=seat.number,
                seat_id=seat.id,
                cc_side="agent",
                started_at=starts + timedelta(seconds=13),
                answered_at=starts + timedelta(seconds=17, milliseconds=250),
                billusec=call.billusec - 13_250_000,
            )
        return call


def furnished(calls: int = 60) -> list[Home]:
    """``acme`` (template seat-lease) and ``beta`` (hotline-seat-lease) on fs1, March closed."""
    node = NodeFactory(
        name="fs1",
        core_uuid="b3d21d78-7cff-4f0e-9d0c-0f2a2d5bcd11",
        alive_at=datetime(2026, 4, 1, tzinfo=UTC),
        linked_at=datetime(2026, 3, 6, 4, tzinfo=UTC),
    )
    NodeFactory(name="fs2", core_uuid="5ad21d78-7cff-4f0e-9d0c-0f2a2d5bcd22")
    homes = [
        _home(node, "acme", "seat-lease", ("standard",), "安康客服", "Acme Care"),
        _home(
            node, "beta", "hotline-seat-lease", ("inbound", "bidirectional"), "北辰热线", "Beichen Hotline"
        ),
    ]
    for home in homes:
        for number in range(calls):
            home.call(number, **kind_of(number))
    OutageFactory(
        node=node,
        evidence={
            "last_core": "77aa0c1e-6b1c-4d5f-8f0a-9f4c1a2b3c4d",
            "first_core": node.core_uuid,
            "link": "10.20.0.11:8021: the switch closed the connection",
            "worker_away": False,
        },
    )
    NumberFactory(e164="+861088880099", tenant=None)
    for number in range(3):
        findings.report(
            "cdr_conflict",
            f"call {number}",
            "another record came for this leg; the first one stays",
            tenant_id=homes[0].tenant.id,
            about=(datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 2, tzinfo=UTC)),
            kept_sha256="0" * 64,
        )
    findings.report("node_auth_refused", "fs1", "node fs1: wrong node name or token")
    UserFactory(login="ops", role="operator")
    UserFactory(login="fin", role="finance")
    db.session.commit()
    with clock.frozen(APRIL):
        making.draft("2026-03")
        service.close("2026-03", word=Word("fin", "the second records are copies"))
    for home in homes:
        (home.invoice,) = service.invoices(tenant_id=home.tenant.id)
    return homes


def kind_of(number: int) -> dict[str, Any]:
    """Mostly answered ones; some that nobody waited for, failed, or went out."""
    if number % 11 == 3:
        return {"outcome": ABANDONED, "seat_id": None, "wait_us": 31_000_000}
    if number % 13 == 5:
        return {"outcome": FAILED, "billusec": 0, "answered_at": None, "wait_us": None, "cause": "NO_ANSWER"}
    if number % 5 == 4:
        return {
            "direction": OUTBOUND,
            "callee": f"+86139{number:08d}",
            "queue_id": None,
            "wait_us": None,
            "did": None,
        }
    return {}


def _home(node: Node, name: str, template: str, types: tuple[str, ...], zh: str, en: str) -> Home:
    tenant = TenantFactory(name=name, title_zh=zh, title_en=en)
    PlacementFactory(tenant=tenant, node=node, acked_generation=1, acked_at=APRIL, ack_seconds=0.42)
    flow = FlowFactory(tenant=tenant, document=FLOW)
    queue = QueueFactory(tenant=tenant)
    seats = []
    for at, seat_name in enumerate(NAMES):
        seat = SeatFactory(tenant=tenant, number=str(1001 + at), name=seat_name, type=types[at % len(types)])
        SeatTenureFactory(seat=seat)
        QueueSeatFactory(queue=queue, seat=seat, position=at + 1)
        seats.append(seat)
    seats[-1].tenures[0].ends_at = datetime(2026, 3, 18, 8, tzinfo=UTC)
    for last in (1, 2):
        NumberFactory(e164=f"+86108888{tenant.id:03d}{last}", tenant=tenant, flow=flow)
    ContractFactory(tenant=tenant, template=template)
    UserFactory(login=name, tenant=tenant)
    return Home(tenant, seats, queue, node)
