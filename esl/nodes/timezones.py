"""POSIX rules of the time zones, as FreeSWITCH takes them (``Asia/Shanghai`` is ``CST-8``)."""

from __future__ import annotations

import zoneinfo
from importlib.resources import files
from pathlib import Path


def rules() -> list[tuple[str, str]]:
    """(IANA name, POSIX TZ) of every zone; the last line of a zone's file holds the rule (RFC 8536)."""
    names = zoneinfo.available_timezones() - {"localtime"}  # Debian's link to this machine's own
    found = ((name, _rule(name)) for name in sorted(names))
    return [(name, rule) for name, rule in found if rule]


def _rule(name: str) -> str:
    data = _file(name)
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii") if data[4:5] >= b"2" else ""


def _file(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        path = Path(folder, name)
        if path.is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
