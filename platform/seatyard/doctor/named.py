"""Settings, once they could be read: the files that they name."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from .. import named_files
from ..app import settings_of
from .told import Told, fault, ok

CHECK = "settings"


def check() -> Iterator[Told]:
    settings = settings_of(current_app)
    faults = list(named_files.faults(settings))
    for one in faults:
        yield fault(CHECK, str(one), "write it, readable by Seatyard's user alone")
    if not faults:
        yield ok(CHECK, f"can be read; home is {settings.home}")
