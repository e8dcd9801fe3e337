"""Waiting for what must come, with a bound and a word about what did not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(what: str, check: Callable[[], T], seconds: float = 60, pause: float = 0.05) -> T:
    """The first true answer of ``check``, asked again and again; fails naming ``what`` after ``seconds``."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what} (last: {found!r})")
        time.sleep(pause)
