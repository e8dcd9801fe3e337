"""Commands on legs: uuid_exists, uuid_kill, uuid_getvar, uuid_dump, uuid_setvar, uuid_record, hupall…"""

from __future__ import annotations

import orjson

from ..apps.registry import number
from ..calls.causes import named
from ..calls.lifecycle import hang_up, record, stop_recording
from ..switch import Switch

DUMPED = ("mod_commands.c", "uuid_dump_function", 6495)
NO_CHANNEL = "-ERR No such channel!\n"
LIMIT_USAGE = (
    "USAGE: uuid_limit <uuid> <backend> <realm> <resource> [<max>[/interval]] [number [dialplan [context]]]\n"
)


def add(switch: Switch) -> None:
    registry = switch.registry

    def uuid_kill(argument: str) -> str:
        uuid, _, cause = argument.partition(" ")
        if not uuid:
            return "-USAGE: <uuid> [cause]\n"
        channel = switch.channels.get(uuid)
        if channel is None:
            return NO_CHANNEL
        hang_up(channel, named(cause))
        return "+OK\n"

    def uuid_getvar(argument: str) -> str:
        uuid, _, name = argument.partition(" ")
        if not name:
            return "-USAGE: <uuid> <var>\n"
        channel = switch.channels.get(uuid)
        return NO_CHANNEL if channel is None else channel.get(name.strip()) or "_undef_"

    def uuid_dump(argument: str) -> str:
        """In JSON alone, which is all that is asked for here."""
        uuid, _, form = argument.partition(" ")
        channel = switch.channels.get(uuid)
        if channel is None:
            return NO_CHANNEL
        if form.strip() != "json":
            return "-ERR the lab dumps as json alone\n"
        said = switch.bus.base("CHANNEL_DATA", DUMPED) | channel.headers("CHANNEL_DATA")
        return orjson.dumps(said).decode()

    def uuid_setvar(argument: str) -> str:
        words = argument.split(" ", 2)
        if len(words) < 2:
            return "-USAGE: <uuid> <var> [value]\n"
        channel = switch.channels.get(words[0])
        if channel is None:
            return NO_CHANNEL
        channel.set(words[1], words[2] if len(words) > 2 else None)
        return "+OK\n"

    def uuid_record(argument: str) -> str:
        words = argument.split(" ", 2)
        if len(words) < 3 or words[1] not in ("start", "stop"):
            return "-USAGE: <uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]\n"
        uuid, word, path = words
        channel = switch.channels.get(uuid)
        if channel is None:
            return "-ERR Cannot locate session!\n"
        if word == "start":
            record(channel, path)
        elif channel.recording == path:
            stop_recording(channel, "success-maxtime")
        else:
            return "-ERR Cannot stop record session!\n"
        return "+OK Success\n"

    def uuid_limit(argument: str) -> str:
        words = argument.split()
        if len(words) < 4:
            return LIMIT_USAGE
        channel = switch.channels.get(words[0])
        if channel is None:
            return f"-ERR Cannot find session with uuid {words[0]}\n"
        most, _, interval = words[4].partition("/") if len(words) > 4 else ("-1", "", "")
        switch.limits.enter("_".join(words[2:4]), channel, number(most), number(interval))
        return "+OK"

    def uuid_limit_release(argument: str) -> str:
        words = argument.split()
        if len(words) < 2:
            return "USAGE: uuid_limit_release <uuid> <backend> [realm] [resource]\n"
        if words[0] not in switch.channels:
            return f"-ERR Cannot find session with uuid {words[0]}\n"
        switch.limits.release(words[0], "_".join(words[2:4]) if len(words) > 2 else None)
        return "+OK"

    def uuid_hold(argument: str) -> str:
        """Says so of everything (QUIRKS 9)."""
        return "+OK Success\n" if argument else "-USAGE: [off|toggle] <uuid> [<display>]\n"

    def hupall(argument: str) -> str:
        words = argument.split()
        cause = named(words[0], "MANAGER_REQUEST") if words else "MANAGER_REQUEST"
        pairs = list(zip(words[1::2], words[2::2], strict=False))
        for channel in list(switch.channels.values()):
            if all(channel.get(name) == value for name, value in pairs):
                hang_up(channel, cause)
        if not pairs:
            return f"+OK hangup all channels with cause {cause}\n"
        name, value = pairs[0]
        more = "]... with cause: " if len(pairs) > 1 else "] with cause: "
        return f"+OK hangup all channels matching [{name}]=[{value}{more}{cause}\n"

    registry.add("uuid_exists", lambda uuid: "true" if uuid in switch.channels else "false")
    registry.add("uuid_kill", uuid_kill)
    registry.add("uuid_getvar", uuid_getvar)
    registry.add("uuid_dump", uuid_dump)
    registry.add("uuid_setvar", uuid_setvar)
    registry.add("uuid_record", uuid_record)
    registry.add("uuid_limit", uuid_limit)
    registry.add("uuid_limit_release", uuid_limit_release)
    registry.add("uuid_hold", uuid_hold)
    registry.add("hupall", hupall)
