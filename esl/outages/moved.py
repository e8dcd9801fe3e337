"""An outage ends for a tenant that is live on another node: months that it touches may be invoiced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from seatyard.db import db

from ..models import Outage
from . import changes


def tell(move_id: int, tenant_id: int, node_id: int, left: datetime, live: datetime) -> None:
    """Tell of what is certain of the node that the tenant left, and went on; in the caller's transaction."""
    lasting = or_(Outage.ends_at.is_(None), Outage.ends_at > left)
    query = select(Outage).filter_by(node_id=node_id, certain=True).where(Outage.starts_at < live, lasting)
    for outage in db.session.scalars(query):
        changes.tell(f"outage {outage.id} by move {move_id}", [tenant_id], outage.starts_at, live)
