"""How many calls the switch refused, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from seatyard.db import db

from ..models import Conversation


def since(tenant_id: int, moment: datetime) -> dict[str, int]:
    """By reason (``esl.calls.legs.REFUSALS``), the most frequent first."""
    many = func.count()
    query = (
        select(Conversation.refused, many)
        .where(
            Conversation.tenant_id == tenant_id,
            Conversation.refused.is_not(None),
            Conversation.started_at >= moment,
        )
        .group_by(Conversation.refused)
        .order_by(many.desc(), Conversation.refused)
    )
    return {str(reason): count for reason, count in db.session.execute(query)}
