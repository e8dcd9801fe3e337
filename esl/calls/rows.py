"""Legs and conversations as rows of their tables. Pure."""

from __future__ import annotations

from typing import Any

from seatyard.clock import from_epoch_us

from .conversations import ConversationFacts, seat_of
from .legs import LegFacts
from .owners import Directory


def leg_row(leg: LegFacts, tenant_id: int, call: ConversationFacts, directory: Directory) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "node_id": leg.node_id,
        "uuid": leg.uuid,
        "leg": leg.leg,
        "conversation_id": call.id,
        "cdr_id": leg.cdr_id,
        "side": leg.side,
        "direction": leg.direction,
        "kind": call.kinds[leg.uuid],
        "carrier": leg.carrier or None,
        "caller": leg.caller,
        "callee": leg.callee,
        "queue_id": leg.queue_id,
        "seat_id": seat_of(leg, tenant_id, directory),
        "cc_side": leg.cc_side,
        "started_at": from_epoch_us(leg.started),
        "answered_at": from_epoch_us(leg.answered),
        "ended_at": from_epoch_us(leg.ended),
        "billusec": leg.billusec,
        "cause": leg.cause,
    }


def conversation_row(call: ConversationFacts, tenant_id: int) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "id": call.id,
        "node_id": call.node_id,
        "direction": call.direction,
        "caller": call.caller,
        "callee": call.callee,
        "did": call.did,
        "outcome": call.outcome,
        "cause": call.cause,
        "queue_id": call.queue_id,
        "seat_id": call.seat_id,
        "paid_uuid": call.paid_uuid,
        "paid_kind": call.paid_kind,
        "billusec": call.billusec,
        "wait_us": call.wait_us,
        "score": call.score,
        "refused": call.refused,
        "started_at": from_epoch_us(call.started),
        "answered_at": from_epoch_us(call.answered),
        "ended_at": from_epoch_us(call.ended),
    }
