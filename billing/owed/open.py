"""The open bills of many contracts at once. In the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from seatyard.db import among, db, slices

from ..models import Invoice
from .standings import left_of


class OpenBill(NamedTuple):
    number: str
    due: date
    left: Decimal
    """Of its total."""


def open_bills(contract_ids: Collection[int], on: date) -> dict[int, list[OpenBill]]:
    """As that day ends, by contract, the oldest due first; without the contracts that have none."""
    left = left_of(contract_ids, on)
    found: defaultdict[int, list[OpenBill]] = defaultdict(list)
    for some in slices(sorted(left)):
        query = select(Invoice.contract_id, Invoice.number, Invoice.due).where(among(Invoice.number, some))
        for contract_id, number, due in db.session.execute(query.order_by(Invoice.due, Invoice.id)):
            found[contract_id].append(OpenBill(number, due, left[number]))
    return dict(found)
