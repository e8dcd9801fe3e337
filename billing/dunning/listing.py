"""Who is in dunning, a page at a time: the furthest first. In the caller's transaction."""

from __future__ import annotations

from seatyard.paging import Page, Part, by_number, sliced, walked

from .document import STATES, state_of
from .reading import Matter, concerned, of_ids

ROWS = 10
"""Contracts on a page: each of them is reckoned up."""


def part_of(after: str = "", limit: int = ROWS) -> Part[Matter]:
    """The same contracts by their ids."""
    some = walked(concerned(), by_number, after, limit)
    return Part(of_ids(some.entries), some.after)


def overview(number: int = 1) -> Page[Matter]:
    """The contracts that owe something, or of which something was done that is not over, by their ids; those
    of a page by how far they have come."""
    page = sliced(concerned(), number, ROWS)
    furthest = sorted(of_ids(page.entries), key=lambda one: (-STATES.index(state_of(one)), one.contract.id))
    return Page(furthest, page.number, page.total, page.size)
