"""What a web process does once, before its first request, so that no request pays for it."""

from __future__ import annotations

import gc

from sqlalchemy.orm import configure_mappers

YOUNG = 20_000
"""Objects made before Python looks for cycles among them: a request makes some thousands, and few cycles."""


def settled() -> None:
    """Finish the models; leave what was made so far, which stays, out of every later search for cycles."""
    configure_mappers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
