"""One process at a time, waited for a little: a claim that was let go may be held for a moment still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from seatyard import claims

from .backend import Later


@contextmanager
def alone(name: str, patience: float) -> Iterator[None]:
    """Hold the claim inside the block; Later where others keep it for ``patience`` seconds."""
    end = time.monotonic() + patience
    claim = claims.take(name)
    while claim is None:
        if time.monotonic() > end:
            raise Later(f"another one is at it: {name}")
        time.sleep(0.05)
        claim = claims.take(name)
    try:
        yield
    finally:
        claim.release()
