"""The legs that belong together to calls of tenants, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from seatyard.db import db, slices

from ..models import Conversation
from .complaints import Complaints
from .conversations import ConversationFacts, conversation_of
from .legs import LegFacts
from .months import within
from .owners import Directory, owner_of


@dataclass(frozen=True)
class Call:
    tenant_id: int
    facts: ConversationFacts
    legs: list[LegFacts]

    @property
    def key(self) -> tuple[int, str]:
        return self.tenant_id, self.facts.id


def calls_of(talks: Iterable[list[LegFacts]], directory: Directory, complaints: Complaints) -> Iterator[Call]:
    for legs in talks:
        owner = owner_of(legs, directory)
        complaints.doubtful(legs, owner.tenant_id)
        if owner.tenant_id is None:
            complaints.without_tenant(legs, owner)
        else:
            complaints.disputed(legs, owner)
            yield Call(owner.tenant_id, conversation_of(legs, owner.tenant_id, directory), legs)


def once(calls: Iterable[Call], complaints: Complaints) -> Iterator[Call]:
    """Without those that another node has brought already: a folder swept under a wrong node's name."""
    calls = list(calls)
    taken: dict[tuple[int, str], int] = {}
    query = select(Conversation.tenant_id, Conversation.id, Conversation.node_id)
    for some in slices(calls):
        named = tuple_(Conversation.tenant_id, Conversation.id).in_([call.key for call in some])
        then = within(Conversation, [call.facts.started for call in some])
        rows = db.session.connection().execute(query.where(named, then))
        taken |= {(row.tenant_id, row.id): row.node_id for row in rows}
    for call in calls:
        other = taken.setdefault(call.key, call.facts.node_id)
        if other == call.facts.node_id:
            yield call
        else:
            complaints.on_two_nodes(call.legs, call.tenant_id, other)
