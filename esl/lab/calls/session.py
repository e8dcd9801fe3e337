"""An inbound leg's own process: routing, executing, and again after each transfer."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Iterator

from ..apps.registry import APPLICATIONS, NEED_MEDIA
from ..dialplan.inline import route as inline_route
from ..dialplan.plan import context
from ..dialplan.walk import Route, walk
from ..eventsocket.encoding import Headers
from ..kernel import Outside
from .channel import ERRAND, Channel
from .lifecycle import conclude, early_media, hang_up
from .transfer import flip

log = logging.getLogger(__name__)

RESPONSE = "current_application_response"
LIMIT = 200
"""Transfers after which a call is taken for a loop and ended."""


async def run(channel: Channel) -> None:
    """From the INVITE to the record."""
    channel.fire("CHANNEL_STATE")
    channel.enter("CS_INIT")
    channel.state = "CS_ROUTING"
    channel.fire("CHANNEL_CREATE")
    channel.running = "CS_ROUTING"
    channel.call_state("RINGING")
    if channel.switch.refuses_calls():
        hang_up(channel, "MANAGER_REQUEST")
    await dialplan(channel)
    await conclude(channel)


async def dialplan(channel: Channel) -> None:
    """Route and execute until the leg hangs up."""
    for _ in range(LIMIT):
        if not channel.up:
            return
        channel.moved = False
        caller = channel.answered and channel.direction == "inbound"
        channel.running = channel.state = "CS_ROUTING"
        if caller:
            channel.call_state("RINGING")
        channel.enter("CS_ROUTING")
        flip(channel)
        route = await _route(channel)
        if not channel.up:
            return
        if route is None:
            hang_up(channel, "NO_ROUTE_DESTINATION")
            return
        channel.running = channel.state = "CS_EXECUTE"
        if caller:
            channel.call_state("ACTIVE")
        channel.enter("CS_EXECUTE")
        if not await _execute_all(channel, route):
            return
    log.error("%s: transferred %s times, ended", channel.uuid, LIMIT)
    hang_up(channel, "EXCHANGE_ROUTING_ERROR")


def go_on(channel: Channel) -> None:
    """A leg that was sent to another number routes it; one without a process of its own gets one."""
    if channel.up and channel.state == "CS_ROUTING" and not channel.has_process:
        channel.has_process = True
        channel.switch.kernel.spawn(_alone(channel))


async def _alone(channel: Channel) -> None:
    await dialplan(channel)
    await conclude(channel)


def execute_alone(channel: Channel, name: str, data: str) -> None:
    """A leg without a process of its own gets one, executes an application, and is hung up."""
    if channel.up and not channel.has_process:
        channel.has_process = True
        channel.switch.kernel.spawn(_one(channel, name, data))


async def _one(channel: Channel, name: str, data: str) -> None:
    channel.moved = False
    for state in ("CS_RESET", "CS_EXECUTE"):
        channel.enter(state)
    await _execute_all(channel, Route(name, [(name, data)]))
    await dialplan(channel) if channel.up else None
    await conclude(channel)


async def execute(channel: Channel, name: str, data: str) -> bool:
    """Execute one application; false when the call is over or has been sent elsewhere."""
    application = APPLICATIONS.get(name)
    if application is None:
        log.error("%s: invalid application %s", channel.uuid, name)
        hang_up(channel, "DESTINATION_OUT_OF_ORDER")
        return False
    expanded = await channel.expanded(data)
    if name in NEED_MEDIA and channel.direction == "inbound" and not channel.media:
        early_media(channel)
    number = len(channel.app_log)
    channel.app_log.append((name, expanded, channel.now))
    channel.variables["current_application"] = name
    channel.set("current_application_data", expanded)

    def headers(response: bool) -> Headers:
        built: Headers = {"Application": name}
        if expanded:
            built["Application-Data"] = expanded
        if response:
            built["Application-Response"] = channel.get(RESPONSE) or "_none_"
        built["Application-UUID"] = channel.switch.chance.uuid(channel.uuid, "application", number)
        return built

    channel.set(RESPONSE, None)
    wanted = bool(channel.switch.bus.wanted("CHANNEL_EXECUTE"))
    channel.fire("CHANNEL_EXECUTE", after=headers(False) if wanted else None)
    before, away = channel.profile, channel.bridged_away
    await application(channel, expanded)
    wanted = bool(channel.switch.bus.wanted("CHANNEL_EXECUTE_COMPLETE"))
    channel.fire("CHANNEL_EXECUTE_COMPLETE", after=headers(True) if wanted else None)
    return channel.up and channel.profile is before and channel.bridged_away == away


def errand(channel: Channel, name: str, data: str) -> None:
    """Have a leg execute an application beside its talk: by its own process, or by one more."""
    if channel.errands is None:
        channel.switch.kernel.spawn(execute(channel, name, data))
        return
    channel.errands.append((name, data))
    channel.interrupt(ERRAND)


@contextlib.contextmanager
def looking_after(channel: Channel) -> Iterator[None]:
    """Meanwhile the leg's process does its errands (``run_errands``)."""
    before, channel.errands = channel.errands, deque()
    try:
        yield
    finally:
        channel.errands = before


async def run_errands(channel: Channel) -> None:
    while channel.up and channel.errands:
        await execute(channel, *channel.errands.popleft())


async def _execute_all(channel: Channel, route: Route) -> bool:
    """True when the call was transferred and is to be routed again."""
    before = channel.profile
    for name, data in route.actions:
        before.executed += 1
        if not await execute(channel, name, data):
            break
    if channel.bridged_away:
        await _talk(channel)
    if not channel.up:
        return False
    if channel.profile is not before and channel.state == "CS_ROUTING":
        return True
    hang_up(channel, "NORMAL_CLEARING")
    return False


async def _talk(channel: Channel) -> None:
    """Bridged by another leg's process (``uuid_bridge``): nothing to do here until it ends.

    That leg's record is posted before this one's.
    """
    with looking_after(channel):
        while channel.up and channel.bridged_away:
            await run_errands(channel)
            if channel.up and channel.bridged_away:
                await channel.wait()
    await channel.switch.kernel.sleep(0)


async def _route(channel: Channel) -> Route | None:
    switch, profile = channel.switch, channel.profile
    if profile.dialplan == "inline":
        return inline_route(profile.destination_number)
    params = switch.bus.params("mod_dialplan_xml.c", "dialplan_xml_locate", 619)
    params.update(channel.headers("REQUEST_PARAMS"))
    params.update(profile.headers("Hunt"))
    found = await Outside(switch.xml.locate("dialplan", params=params))
    extensions = context(found, profile.context) if found else None
    if extensions is None:
        log.warning("%s: context %s not found", channel.uuid, profile.context)
        return None

    async def inline(name: str, data: str) -> None:
        await execute(channel, name, data)

    route = await walk(extensions, channel, inline)
    if route is not None:
        profile.extension = (route.name, profile.destination_number, route.actions)
        profile.executed = 0
    return route
