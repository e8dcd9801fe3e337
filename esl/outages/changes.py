"""Who is to know that the past looks different now. The floor that made invoices of it registers here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

Listener = Callable[[str, Sequence[int], datetime, "datetime | None"], None]
"""What changed, the ids of the tenants that it concerns, from when, until when (None goes on)."""


def _nobody(what: str, tenant_ids: Sequence[int], starts: datetime, ends: datetime | None) -> None:
    """Without a floor above, nobody made anything of it."""


_listener: Listener = _nobody


def register(listener: Listener) -> None:
    """Hear of changes, in the transaction that makes them."""
    global _listener
    _listener = listener


def tell(what: str, tenant_ids: Sequence[int], starts: datetime, ends: datetime | None) -> None:
    _listener(what, tenant_ids, starts, ends)
