"""Who is in dunning, a page at a time: the furthest first. In the caller's transaction."""

from __future__ import annotations

from seatyard.db import db
from seatyard.paging import Page, Part, by_number, sliced, walked

from ..models import Contract
from .document import STATES, state_of
from .reading import Matter, concerned, matter

ROWS = 10
"""Contracts on a page: each of them is reckoned up."""


def part_of(after: str = "", limit: int = ROWS) -> Part[Matter]:
    """The same contracts by their ids."""
    some = walked(concerned(), by_number, after, limit)
    return Part([matter(db.session.get_one(Contract, id)) for id in some.entries], some.after)


def overview(number: int = 1) -> Page[Matter]:
    """The contracts that owe something, or of which something was done that is not over, by their ids; those
    of a page by how far they have come."""
    page = sliced(concerned(), number, ROWS)
    found = [matter(db.session.get_one(Contract, contract_id)) for contract_id in page.entries]
    furthest = sorted(found, key=lambda one: (-STATES.index(state_of(one)), one.contract.id))
    return Page(furthest, page.number, page.total, page.size)
