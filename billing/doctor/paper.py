"""Whether invoices can be printed, Chinese and all: the font is looked into, and a page is set with it."""

from __future__ import annotations

from collections.abc import Iterator

from seatyard.doctor import Told, fault, ok
from seatyard.errors import SeatyardError

from ..documents import fonts, paper


def check() -> Iterator[Told]:
    if problem := fonts.blank():
        yield fault("font", problem, "install Seatyard again: the font is part of it")
        return
    yield ok("font", f"{fonts.FILE} has the characters of invoices")
    try:
        paper.proof(fonts.PROBE)
    except SeatyardError as error:
        yield fault("printing", str(error))
    else:
        yield ok("printing", "a page was set")
