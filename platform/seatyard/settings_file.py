"""The file of settings: ``NAME=value``, a line each, as systemd's EnvironmentFile reads it.

One file serves the units and whoever types a command. What systemd would read in another way than this
(a backslash outside single quotes, a quote in the middle) is refused, so that both read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .errors import InvalidInput
from .given import Given

_NAME = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_PREFIX = "SEATYARD_"


def read(path: Path, given: Given) -> dict[str, tuple[str, str]]:
    """By name, the settings in a file and where each stands; its faults are kept in ``given``.

    Names that are not ours (``PGPASSFILE``) are passed over: systemd hands them on.
    """
    found: dict[str, tuple[str, str]] = {}
    for number, line in _lines(path, given):
        name, equals, value = (part.strip() for part in line.partition("="))
        where = f"{path}, line {number}"
        if not equals or not _NAME.match(name):
            given.fault(InvalidInput("cannot be read", where=where, allowed="NAME=value"))
        elif name in found:
            given.fault(InvalidInput(f"{name} is there already", where=where, allowed="each name once"))
        elif name.startswith(_PREFIX):
            found[name] = (given.read(partial(_plain, value, f"{where}: {name}"), ""), where)
    return found


def _lines(path: Path, given: Given) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        given.fault(InvalidInput(f"cannot be read: {why}", where=str(path)))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and line.strip()[0] not in "#;":
            yield number, line


def _plain(text: str, where: str) -> str:
    """The value without the quotes around it."""
    quote = text[:1] if text[:1] in ("'", '"') else ""
    inner = text[1:-1] if quote and len(text) > 1 and text.endswith(quote) else text
    wrong = ("'",) if quote == "'" else ("'", '"', "\\") if not quote else ('"', "\\")
    if (quote and inner == text) or any(sign in inner for sign in wrong):
        allowed = "a plain value, or one in 'single quotes' without any inside"
        raise InvalidInput(
            "its quotes or backslashes would be read in two ways", where=where, allowed=allowed
        )
    return inner
