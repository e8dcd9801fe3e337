"""Variables, answering, waiting, ending, going elsewhere."""

from __future__ import annotations

import logging

from ..calls import lifecycle
from ..calls.causes import named
from ..calls.channel import Channel
from ..calls.session import execute
from ..calls.transfer import transfer, transfer_legs
from ..dialplan.plan import context
from ..dialplan.walk import walk
from ..eventsocket.names import CUSTOM
from ..kernel import Outside
from .registry import application, number

log = logging.getLogger(__name__)

MILLISECOND = 1000
_SIP_CAUSES = {
    "403": "CALL_REJECTED",
    "404": "UNALLOCATED_NUMBER",
    "480": "NO_USER_RESPONSE",
    "484": "INVALID_NUMBER_FORMAT",
    "486": "USER_BUSY",
    "500": "NORMAL_TEMPORARY_FAILURE",
    "503": "NORMAL_TEMPORARY_FAILURE",
    "600": "USER_BUSY",
    "603": "CALL_REJECTED",
}


@application("set")
async def set_variable(channel: Channel, data: str) -> None:
    """The value is expanded once more than any application's data (``base_set``)."""
    name, value = _assignment(data)
    channel.set(name, await channel.expanded(value))


@application("multiset")
async def set_several(channel: Channel, data: str) -> None:
    """``a=1 b=2``, or ``^^|a=1|b=2`` with a character of one's own between them."""
    between, assignments = (data[2], data[3:]) if data.startswith("^^") else (" ", data)
    for assignment in assignments.split(between):
        await set_variable(channel, assignment)


@application("export")
async def export(channel: Channel, data: str) -> None:
    """Set here and, by ``export_vars``, on the legs that this one originates."""
    name, value = _assignment(data)
    channel.set(name, value)
    if name and value:
        exported = channel.get("export_vars")
        channel.variables["export_vars"] = f"{exported},{name}" if exported else name


@application("unset")
async def unset(channel: Channel, data: str) -> None:
    channel.set(data.strip(), None)


@application("set_global")
async def set_global(channel: Channel, data: str) -> None:
    name, _, value = data.partition("=")
    channel.switch.globals[name.strip()] = value


@application("answer")
async def answer(channel: Channel, data: str) -> None:
    lifecycle.answer(channel)


@application("pre_answer")
async def pre_answer(channel: Channel, data: str) -> None:
    lifecycle.early_media(channel)


@application("ring_ready")
async def ring_ready(channel: Channel, data: str) -> None:
    lifecycle.ring(channel)


@application("sleep")
async def sleep(channel: Channel, data: str) -> None:
    await channel.wait(max(0, number(data)) * MILLISECOND)


@application("park", "echo")
async def park(channel: Channel, data: str) -> None:
    """Until the caller has had enough."""
    await channel.wait()


@application("hangup")
async def hangup(channel: Channel, data: str) -> None:
    lifecycle.hang_up(channel, named(data or "NORMAL_CLEARING"))


@application("respond")
async def respond(channel: Channel, data: str) -> None:
    """A final SIP answer before the call is up; FreeSWITCH hangs up with the cause of that status."""
    status = data.strip().split(" ")[0]
    channel.refused_with = number(status)
    lifecycle.hang_up(channel, _SIP_CAUSES.get(status, "NORMAL_CLEARING"))


@application("transfer")
async def transfer_application(channel: Channel, data: str) -> None:
    transfer_legs(channel, data.split())


@application("execute_extension")
async def execute_extension(channel: Channel, data: str) -> None:
    """Another extension's applications, here and now; the caller profile stays."""
    called, _, name = [*data.split(), "", "", ""][:3]
    switch, profile = channel.switch, channel.profile
    target = name or profile.context
    params = switch.bus.params("mod_dialplan_xml.c", "dialplan_xml_locate", 619)
    params.update(channel.headers("REQUEST_PARAMS"))
    params.update(profile.headers("Hunt"))
    params.update({"Hunt-Destination-Number": called, "Hunt-Context": target})
    found = await Outside(switch.xml.locate("dialplan", params=params))
    extensions = context(found, target) if found else None
    if extensions is None:
        log.warning("%s: context %s not found", channel.uuid, target)
        return
    before, profile.destination_number = profile.destination_number, called

    async def inline(application: str, argument: str) -> None:
        await execute(channel, application, argument)

    route = await walk(extensions, channel, inline)
    profile.destination_number = before
    for application_name, argument in route.actions if route else ():
        if not await execute(channel, application_name, argument):
            return


@application("hash")
async def hash_application(channel: Channel, data: str) -> None:
    """``insert/REALM/KEY/VALUE``, ``delete/REALM/KEY``: to be read by ``${hash(select/REALM/KEY)}``."""
    if not data.startswith("select/"):
        channel.switch.memory.command(data)


@application("event")
async def event(channel: Channel, data: str) -> None:
    """An event of the dialplan's own making, with the channel's data behind its headers."""
    pairs = (each.partition("=")[::2] for each in data.split(","))
    headers = {name.strip(): value.strip() for name, value in pairs}
    if headers.pop("Event-Name", "") == CUSTOM and headers.get("Event-Subclass"):
        channel.custom(headers.pop("Event-Subclass"), {**headers}, "event")


@application("set_profile_var")
async def set_profile_var(channel: Channel, data: str) -> None:
    name, value = _assignment(data)
    if isinstance(getattr(channel.profile, name, None), str):
        setattr(channel.profile, name, value)


@application("info", "log", "privacy")
async def nothing(channel: Channel, data: str) -> None:
    """Known, and without effect on a call of the lab."""


@application("limit")
async def limit(channel: Channel, data: str) -> None:
    """``limit hash REALM ID [MAX[/SECONDS]] [NUMBER [DIALPLAN [CONTEXT]]]``."""
    words = data.split()
    if len(words) < 3 or _within_limit(channel, words[1:4]):
        return
    target = words[4:] or ["limit_exceeded"]
    if target[0].startswith("!"):
        lifecycle.hang_up(channel, named(target[0][1:]))
        return
    transfer(channel, *target[:3])


@application("limit_execute")
async def limit_execute(channel: Channel, data: str) -> None:
    """``limit_execute hash REALM ID MAX[/SECONDS] APPLICATION DATA``: within the limit, while it lasts."""
    words = data.split(" ", 5)
    if len(words) < 6 or not _within_limit(channel, words[1:4]):
        return
    await execute(channel, words[4], words[5])
    if channel.up and channel.running == "CS_EXECUTE":
        channel.switch.limits.release(channel.uuid, f"{words[1]}_{words[2]}")


def _within_limit(channel: Channel, words: list[str]) -> bool:
    """Count a leg in by ``REALM ID [MAX[/SECONDS]]``."""
    realm, name, most = [*words, "-1"][:3]
    most, _, interval = most.partition("/")
    return channel.switch.limits.enter(f"{realm}_{name}", channel, number(most), number(interval))


def _assignment(data: str) -> tuple[str, str]:
    name, _, value = data.partition("=")
    return name.strip(), value
