"""Invoices are read once by a process, not at each look: the database refuses to change or delete one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from seatyard.remembered import memory

from ..engine import Issued
from ..models import Invoice

INVOICES = 10_000
"""That a process remembers: those of the last ten months of a thousand contracts."""
NAMED = (Invoice.id, Invoice.number, Invoice.fingerprint)
"""What a row must say of an invoice: an id alone may be another one's, once a tenant is erased."""
Read = Callable[[Collection[int]], Iterable[tuple[int, Issued]]]


def remembered(rows: Iterable[Any], read: Read) -> dict[int, Issued]:
    """The invoices of rows with the columns ``NAMED``, by id; ``read`` is asked for those not known yet."""
    known = memory("invoices", INVOICES)
    names = {row.id: (row.number, row.fingerprint) for row in rows}
    found = {id: one for id, name in names.items() if (one := known.get(id, name)) is not None}
    missing = names.keys() - found.keys()
    for id, one in read(missing) if missing else ():
        found[id] = one
        known.keep(id, names[id], one)
    return found
