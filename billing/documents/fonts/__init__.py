"""The font of printed documents, shipped so that Chinese shows on a machine without any font.

Without one it would vanish silently: so it is looked at when a process starts, and before the first page is
printed. Its origin, licence and making: NOTICE.md.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILE = "wqy-microhei.ttf"
FAMILY = "Seatyard Documents"
"""What style sheets call it, so that no installed font is meant by mistake."""
TRUETYPE = b"\x00\x01\x00\x00"
PROBE = "账单坐席税额押金"
"""What every invoice says."""


def missing(path: Path = FOLDER / FILE) -> str:
    """Why nothing can be printed in Chinese, in a line; empty where the file looks like the font."""
    try:
        with path.open("rb") as file:
            return "" if file.read(4) == TRUETYPE else f"{path} is no font: Chinese cannot be printed"
    except OSError as error:
        return f"{path}: {error.strerror}: Chinese cannot be printed"


@cache
def blank(path: Path = FOLDER / FILE) -> str:
    """The same after a look into the font: it must have the characters that invoices are made of."""
    if problem := missing(path):
        return problem
    reader: Any = import_module("fontTools.ttLib")  # WeasyPrint's own, and only printing needs it
    try:
        with reader.TTFont(path, lazy=True) as font:
            without = [one for one in PROBE if ord(one) not in font.getBestCmap()]
    except (reader.TTLibError, KeyError, TypeError) as error:
        return f"{path} cannot be read: {error}"
    return f"{path} has no {''.join(without)}: Chinese cannot be printed" if without else ""
