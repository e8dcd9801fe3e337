"""Loading modules makes hundreds of thousands of objects, and all of them stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Meanwhile nobody looks for garbage: there is none, and to look takes a tenth of a command's start."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
