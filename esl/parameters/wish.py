"""What a tenant's file asks for under ``call_parameters``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PLACES = ("seat", "queue", "caller", "called")
"""The four of 002:B9: 座席号, 技能组, 主叫, 被叫."""
_PLACE = re.compile(r"\{([^{}]*)\}")
_URL = re.compile(r"https?://[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*(:[0-9]{1,5})?([/?#][!-~]*)?\Z")
_SERVER = re.compile(r"https?://[^/?#]*")
_KEPT = "/?&=#%~._-+@;!*"
"""What stands as it is behind the server's name. Not a comma, a bracket, a quote, a dollar, which mean
something in a dial string, nor a colon: ``:_:`` would begin another one, past all rules of outbound."""


@dataclass(frozen=True)
class Wish:
    webhook: str = ""
    """Where messages go; empty: nobody is told."""
    on_ring: str = ""
    """What a seat's telephone gets as it rings; empty: nothing."""

    @classmethod
    def of(cls, policies: Mapping[str, Any]) -> Wish:
        return cls(**policies.get("call_parameters", {}))

    @property
    def told(self) -> bool:
        """Whether the switch tells of the seats' calls."""
        return bool(self.webhook or self.on_ring)


def problem_of_url(url: str) -> str | None:
    """Why this cannot be given to telephones, or None."""
    if not _URL.match(url):
        return "not a web address of a named server, in ASCII characters"
    unknown = sorted(set(_PLACE.findall(url)) - set(PLACES))
    return f"no such place: {{{unknown[0]}}}" if unknown else None


def filled_plainly(url: str, values: Mapping[str, str]) -> str:
    """The address with a call's own values in its places, percent-encoded."""
    return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), url)


def filled(url: str, values: Mapping[str, str]) -> str:
    """The address with values, which mean something to the switch or not at all, in its places."""
    server = _SERVER.match(url)
    begin = server[0] if server else ""
    pieces = _PLACE.split(url.removeprefix(begin))
    rest = (values[piece] if at % 2 else quote(piece, safe=_KEPT) for at, piece in enumerate(pieces))
    return begin + "".join(rest)
