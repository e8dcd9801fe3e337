"""The cyclic garbage collector, made to wait while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def waiting() -> Iterator[None]:
    """For work that makes no cycles to speak of: loading modules, computing a bill.

    The collector would only walk all that is there, again and again; for a command's modules that is a tenth
    of the time until it begins.
    """
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()
