"""Whom a call reaches: told by the seat's leg itself as it rings and answers, and in what its phone gets."""

from __future__ import annotations

from esl.parameters.moments import EVENT, Moment, moment_of

from .node import Call, Node, Phone
from .tenants import QUIET, SELLER, Tenant
from .test_queues import agent, nobody

__all__ = ["agent", "nobody"]


def moments(node: Node, call: Call) -> list[Moment]:
    """What the seat's leg has told."""
    found = [moment_of(event) for event in node.of(call.uuid) if event.name == EVENT]
    return [one for one in found if one is not None]


def told_of(node: Node, tenant: Tenant, phone: Phone, flow: str) -> tuple[Call, Moment]:
    """Call a flow until a seat's phone answers; its side of the call, and what was told of it."""
    before = len(phone.incoming)
    caller = node.call_in(tenant.number(flow))
    theirs = node.rung(phone, before)
    node.until("it rings", lambda: [one.kind for one in moments(node, theirs)] == ["ringing"])
    theirs.reply(200)
    node.until("they talk", lambda: caller.up and theirs.up)
    node.until("it answers", lambda: [one.kind for one in moments(node, theirs)] == ["ringing", "answered"])
    rang, answered = moments(node, theirs)
    assert (rang.call, rang.leg, rang.called) == (caller.uuid, theirs.uuid, tenant.number(flow))
    assert (rang.seat_id, rang.queue_id, rang.caller) == (
        answered.seat_id,
        answered.queue_id,
        answered.caller,
    )
    return theirs, rang


def headers(node: Node, tenant: Tenant, seat: str, queue: str, rang: Moment) -> None:
    """Of the INVITE that the seat's phone got."""
    number = rang.caller.removeprefix("+")
    url = f"https://crm.{tenant.domain}/?s={seat}&q={queue}&c=%2B{number}"
    shown = node.api(f"uuid_getvar {rang.leg} sip_h_Call-Info")
    assert shown.strip() == f"<{url}>;purpose=info"


def test_a_seat_that_a_flow_rings(node: Node, alpha: Tenant, quiet: Phone) -> None:
    _, rang = told_of(node, alpha, quiet, "desk")
    assert rang.queue_id is None
    headers(node, alpha, QUIET, "", rang)


def test_a_seat_that_a_queue_rings(node: Node, alpha: Tenant, seller: Phone, agent: str) -> None:
    _, rang = told_of(node, alpha, seller, "sales")
    assert rang.queue_id
    headers(node, alpha, SELLER, "sales", rang)
