"""The audit trail: who, when, from where, what before and after; only ever added to, and sealed by a chain.

Changes of the tables in ``rules`` are noted by themselves; looks and log-ins are told (``looks``).
"""

from __future__ import annotations

from . import changes as _changes  # noqa: F401  (it listens to sessions)
from . import statements as _statements  # noqa: F401  (it listens to sessions)
from .chain import admission
from .looks import logged_in, looked, looked_alone, opened, refused

__all__ = ["admission", "logged_in", "looked", "looked_alone", "opened", "refused"]
