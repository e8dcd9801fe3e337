"""Service comes back in the very transaction that books the money, whatever way that came by."""

from __future__ import annotations

import logging

from seatyard.db import db
from tenants.suspensions import service as suspensions

from ..ledger.book import Party
from .service import settle

logger = logging.getLogger(__name__)


def money_came(party: Party) -> None:
    """Restore what the money restores. Where that fails the money stays booked, and ``run`` restores it."""
    if suspensions.since(party.tenant_id) is None:
        return
    try:
        with db.session.begin_nested():
            settle(party.contract_id)
    except Exception:
        logger.exception("contract %d: paid, and its service does not come back yet", party.contract_id)
