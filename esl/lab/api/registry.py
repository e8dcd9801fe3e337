"""API commands by name, as ``api`` and ``bgapi`` find them."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable

from ..dialplan.expand import Waits
from ..eventsocket.bus import EventBus
from ..eventsocket.encoding import Headers

log = logging.getLogger(__name__)

Command = Callable[[str], str | Awaitable[str]]
"""Takes the argument (all words after the name), gives the reply as FreeSWITCH writes it."""


class Registry:
    """The commands of this switch."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._commands: dict[str, Command] = {}

    def add(self, name: str, command: Command) -> None:
        self._commands[name] = command

    async def execute(self, name: str, argument: str) -> str:
        """The reply of a command."""

        def headers() -> Headers:
            built: Headers = {"API-Command": name}
            if argument:
                built["API-Command-Argument"] = argument
            return built

        self._bus.fire("API", headers)
        command = self._commands.get(name)
        if command is None:
            return f"-ERR {name} Command not found!\n"
        try:
            reply = command(argument)
            if inspect.isawaitable(reply):
                reply = await reply
        except Exception:
            log.exception("api %s failed", name)
            return "-ERR internal error of the lab switch, see its log\n"
        return str(reply)

    def ask(self, name: str, argument: str) -> str | None:
        """The reply for ``${name(argument)}``; ``Waits`` where it is still to come."""
        command = self._commands.get(name)
        reply = None if command is None else command(argument)
        if reply is None or isinstance(reply, str):
            return reply
        raise Waits(name, argument, reply)

    def function(self, name: str, argument: str) -> str | None:
        """The reply for ``${name(argument)}`` in an expansion; none if it has no immediate answer."""
        command = self._commands.get(name)
        reply = None if command is None else command(argument)
        if not inspect.iscoroutine(reply):
            return reply if isinstance(reply, str) else None
        try:
            reply.send(None)
        except StopIteration as at_once:
            return str(at_once.value)
        finally:
            reply.close()
        log.error("${%s(%s)}: the lab cannot wait for this inside a text", name, argument)
        return None
