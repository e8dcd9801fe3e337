"""Lists of a tenant's calls: its own only, narrowed, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from esl.calls import fold, service
from esl.calls.service import Filters
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tests.factories import ConversationFactory, NodeFactory, TenantFactory

from . import world


@pytest.fixture
def month(app: Flask) -> tuple[int, int]:
    """Two tenants with five calls each, three of which started at the same moment."""
    node, tenants = NodeFactory(), [TenantFactory(), TenantFactory()]
    for tenant in tenants:
        first = ConversationFactory(tenant=tenant, node=node, outcome="abandoned", seat_id=7)
        for minutes in (1, 1, 1, 2):
            at = first.started_at + timedelta(minutes=minutes)
            ConversationFactory(tenant=tenant, node=node, started_at=at, direction="outbound", did=None)
    db.session.commit()
    return tenants[0].id, tenants[1].id


def test_pages_hold_each_call_once_newest_first(month: tuple[int, int]) -> None:
    seen, after = [], ""
    while True:
        page = service.calls(month[0], after=after, limit=2)
        seen += page.calls
        if not (after := page.after):
            break
    assert len({call.id for call in seen}) == len(seen) == 5
    assert [call.started_at for call in seen] == sorted((c.started_at for c in seen), reverse=True)
    assert {call.tenant_id for call in seen} == {month[0]}


def test_filters(month: tuple[int, int]) -> None:
    wanted = {
        Filters(direction="outbound"): 4,
        Filters(outcome="abandoned"): 1,
        Filters(seat_id=7): 1,
        Filters(queue_id=7): 0,
        Filters(number="13800138000"): 5,
        Filters(number="01088880001"): 5,
        Filters(number="+8613900139000"): 0,
    }
    assert {filters: len(service.calls(month[0], filters).calls) for filters in wanted} == wanted


def test_a_span_is_half_open(month: tuple[int, int]) -> None:
    first = service.calls(month[0]).calls[-1].started_at
    minute = first + timedelta(minutes=1)
    assert len(service.calls(month[0], Filters(since=first, until=minute)).calls) == 1


@pytest.mark.parametrize("after", ["x", "~", "2026-03-01~u", "2026-03-01T00:00:00+00:00~"])
def test_a_made_up_cursor_is_refused(after: str) -> None:
    with pytest.raises(InvalidInput):
        service.calls(1, after=after)


def test_one_call_with_its_legs_in_order(app: Flask, acme: int) -> None:
    world.post(app, world.everything())
    fold.fold_all()
    [conversation] = world.outcome("transfer-blind-refer").conversations
    call, legs = service.call(acme, conversation.id)
    assert [(leg.side, leg.direction) for leg in legs] == [
        ("carrier", "inbound"),
        ("seat", "outbound"),
        ("seat", "outbound"),
    ]
    assert call.paid_uuid == legs[0].uuid


def test_another_tenants_call_is_not_found(month: tuple[int, int]) -> None:
    theirs = service.calls(month[1]).calls[0]
    with pytest.raises(NotFound):
        service.call(month[0], theirs.id)
