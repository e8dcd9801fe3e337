"""The font as printing knows it, kept from document to document.

Of what Fontconfig and Pango take for a font configuration a quarter of a megabyte is never given back
(measured with WeasyPrint 70): one for every document would make a long print grow without end.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any

KEPT = 3600.0
"""Seconds: it has the font as a file in the machine's folder for temporary ones, which machines clean."""

_lock = Lock()
_kept: list[tuple[float, Any]] = []


@contextmanager
def configuration() -> Iterator[Any]:
    """The process's own, for one document at a time: Pango's font maps are not for two threads."""
    with _lock:
        if not _kept or time.monotonic() - _kept[0][0] > KEPT:
            _kept.clear()
            _kept.append((time.monotonic(), import_module("weasyprint.text.fonts").FontConfiguration()))
        yield _kept[0][1]


atexit.register(_kept.clear)
