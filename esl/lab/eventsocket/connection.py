"""One client of the Event Socket: its commands, its replies, its events."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..api.registry import Registry
from .bus import Event, EventBus
from .encoding import Headers, notice_frame, reply_frame, response_frame
from .names import CUSTOM
from .subscription import Subscription

log = logging.getLogger(__name__)

BUFFER = 256 * 1024 * 1024
"""Bytes a client may leave unread before it is dropped."""
MOST_HELD = 100_000
"""Events that a client's queue holds, as in mod_event_socket.c:35."""
TIME_TO_AUTHENTICATE = 25.0
LEVELS = {"console": 0, "alert": 1, "crit": 2, "err": 3, "warning": 4, "notice": 5, "info": 6, "debug": 7}

UuidSource = Callable[..., str]


@dataclass(frozen=True)
class Command:
    """A command line, and the header lines under it."""

    line: str
    headers: list[tuple[str, str]]

    def header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted.lower()), "")


class Connection:
    """Speaks with one client until it leaves, is refused, or stops reading."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        bus: EventBus,
        registry: Registry,
        password: str,
        new_uuid: UuidSource,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._bus = bus
        self._registry = registry
        self._password = password
        self._new_uuid = new_uuid
        self._subscription = Subscription()
        self._held: list[Event] | None = None
        self._logging = False
        self._jobs: set[asyncio.Task[None]] = set()
        peer = writer.get_extra_info("peername")
        self.peer = f"{peer[0]}:{peer[1]}" if peer else "?"

    # a listener of the bus

    def wants(self, name: str, subclass: str) -> bool:
        return self._subscription.wants(name, subclass)

    def push(self, event: Event) -> None:
        if self._held is not None:
            self._held.append(event)
            if len(self._held) > MOST_HELD:
                self._drop("waits for an api command while too many events come")
        elif self._subscription.passes(event):
            self._write(event.frame(self._subscription.form))

    # the conversation

    async def serve(self) -> None:
        try:
            self._write(b"Content-Type: auth/request\n\n")
            if await self._authenticated():
                self._bus.add(self)
                await self._obey()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            log.info("event socket: %s went away", self.peer)
        finally:
            self._bus.remove(self)

    async def _authenticated(self) -> bool:
        async with asyncio.timeout(TIME_TO_AUTHENTICATE):
            while True:
                command = (await self._command()).line
                if command.lower().startswith("auth "):
                    if hmac.compare_digest(command[5:].encode(), self._password.encode()):
                        self._write(reply_frame("+OK accepted"))
                        return True
                    log.warning("event socket: wrong password from %s", self.peer)
                    await self._leave("-ERR invalid")
                    return False
                if _leaves(command):
                    await self._leave("+OK bye")
                    return False
                self._write(reply_frame("-ERR command not found"))

    async def _obey(self) -> None:
        while True:
            command = await self._command()
            if _leaves(command.line):
                await self._leave("+OK bye")
                return
            word, _, rest = command.line.partition(" ")
            word = word.lower()
            if word == "api" and rest:
                await self._api(rest)
            elif word == "bgapi" and rest:
                self._bgapi(rest, command.header("Job-UUID"))
            elif word == "sendevent":
                await self._sendevent(rest, command)
            else:
                self._write(reply_frame(self._plain_command(word, rest)))

    def _plain_command(self, word: str, rest: str) -> str:
        subscription = self._subscription
        if word in ("event", "nixevent", "noevents"):
            words = rest.split(" ") if rest else []
            reply = subscription.noevents() if word == "noevents" else getattr(subscription, word)(words)
            self._bus.subscriptions_changed()
            return str(reply)
        if word == "filter" and rest:
            return subscription.filter(rest)
        if word in ("linger", "nolinger"):
            return "-ERR not controlling a session"
        if word == "divert_events":
            return "-ERR not controlling a session."
        if word == "sendmsg":
            return f"-ERR invalid session id [{rest.strip()}]"
        if word in ("log", "nolog"):
            return self._log(word, rest)
        return "-ERR command not found"

    def _log(self, word: str, rest: str) -> str:
        """The level is taken, but the lab sends no ``log/data``: its log goes to standard error."""
        if word == "nolog":
            reply = "+OK no longer logging" if self._logging else "-ERR not loging"
            self._logging = False
            return reply
        level = rest.strip().lower() or "debug"
        number = int(level) if level.isdigit() else LEVELS.get(level)
        if number is None or number > 7:
            return "-ERR invalid log level"
        self._logging = True
        return f"+OK log level {rest.strip()} [{number}]"

    async def _api(self, line: str) -> None:
        """Events wait while an ``api`` runs, and come after its reply (QUIRKS 6).

        An empty reply is ``-ERR no reply`` (QUIRKS 9); that of a background job stays empty.
        """
        self._held = []
        name, _, argument = line.partition(" ")
        reply = await self._registry.execute(name, argument.strip())
        self._write(response_frame(reply or "-ERR no reply\n"))
        held, self._held = self._held, None
        for event in held:
            self.push(event)

    def _bgapi(self, line: str, own_job: str) -> None:
        job = own_job or self._new_uuid("job")
        self._write(reply_frame(f"+OK Job-UUID: {job}", f"Job-UUID: {job}"))
        name, _, argument = line.partition(" ")
        task = asyncio.create_task(self._job(job, name, argument.strip()))
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _job(self, job: str, name: str, argument: str) -> None:
        reply = await self._registry.execute(name, argument)

        def headers() -> Headers:
            built: Headers = {"Job-UUID": job, "Job-Command": name}
            if argument:
                built["Job-Command-Arg"] = argument
            return built

        self._bus.fire("BACKGROUND_JOB", headers, body=reply)

    async def _sendevent(self, rest: str, command: Command) -> None:
        length = _number(command.header("Content-Length"))
        body = (await self._reader.readexactly(length)).decode(errors="replace") if length else ""
        name = rest.strip().upper()
        if not name:
            self._write(reply_frame("-ERR command not found"))
            return
        uuid = self._new_uuid("event")
        own: Headers = {"Command": command.line}
        own.update({name: value for name, value in command.headers if value})
        subclass = command.header("Event-Subclass")
        if subclass:
            own = {"Event-Subclass": subclass, **own}
        own["Event-UUID"] = uuid
        own.update(self._bus.params("mod_event_socket.c", "parse_command", 2272, name))
        listeners = self._bus.wanted(name, subclass if name == CUSTOM else "")
        self._write(reply_frame(f"+OK {uuid}"))
        self._bus.send(Event(name, subclass, own, body), list(listeners))

    # bytes

    async def _command(self) -> Command:
        while True:
            block = (await self._reader.readuntil(b"\n\n")).decode(errors="replace").replace("\r", "")
            lines = block.strip("\n").split("\n")
            if lines[0].strip():
                break
        pairs = [line.partition(":") for line in lines[1:]]
        return Command(lines[0].rstrip(), [(name.strip(), value.strip()) for name, _, value in pairs])

    def _write(self, data: bytes) -> None:
        transport = self._writer.transport
        if transport.is_closing():
            return
        transport.write(data)
        if transport.get_write_buffer_size() > BUFFER:
            self._drop("does not read its events")

    def _drop(self, why: str) -> None:
        log.error("event socket: %s %s: dropped", self.peer, why)
        self._bus.remove(self)
        self._writer.transport.abort()

    async def _leave(self, reply: str) -> None:
        self._write(reply_frame(reply))
        self._write(notice_frame())
        await self._writer.drain()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _leaves(command: str) -> bool:
    return command.lower().startswith(("exit", "..."))
