"""Who hears of money that came: in the transaction that books it, whatever way it came by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .book import Party

Listener = Callable[["Party"], None]
"""Told whose debt became smaller. It must not fail: the money is booked whatever follows from it."""


def _nobody(party: Party) -> None:
    """Without a room that minds, nothing follows."""


_listener: Listener = _nobody


def register(listener: Listener) -> None:
    global _listener
    _listener = listener


def tell(party: Party) -> None:
    _listener(party)
