"""The dialplan applications that the lab knows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from ..calls.channel import Channel

Application = Callable[[Channel, str], Awaitable[None]]
"""Takes the leg and its data (already expanded)."""

APPLICATIONS: dict[str, Application] = {}


NEED_MEDIA = {
    "att_xfer", "callcenter", "conference", "echo", "eavesdrop", "intercept", "play_and_get_digits",
    "playback", "record_session", "stop_record_session", "three_way", "valet_park", "voicemail",
}  # fmt: skip
"""Before these a caller who has heard nothing yet gets early media (183), before anything tells of them."""


def application(*names: str) -> Callable[[Application], Application]:
    """Registers a coroutine function under the names that FreeSWITCH gives it."""

    def register(function: Application) -> Application:
        for name in names:
            APPLICATIONS[name] = function
        return function

    return register


def number(text: str) -> int:
    """As ``atoi`` reads it: what is no number is 0."""
    digits = re.match(r"\s*[-+]?\d+", text)
    return int(digits[0]) if digits else 0
