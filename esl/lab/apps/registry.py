"""The dialplan applications that the lab knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..calls.channel import Channel

Application = Callable[[Channel, str], Awaitable[None]]
"""Takes the leg and its data (already expanded)."""

APPLICATIONS: dict[str, Application] = {}


def application(*names: str) -> Callable[[Application], Application]:
    """Registers a coroutine function under the names that FreeSWITCH gives it."""

    def register(function: Application) -> Application:
        for name in names:
            APPLICATIONS[name] = function
        return function

    return register
