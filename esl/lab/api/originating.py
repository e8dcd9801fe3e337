"""``originate``: call somebody and, once there is an answer, have the leg do something or dial."""

from __future__ import annotations

import asyncio
import re

from ..calls.bridge import announce
from ..calls.order import DEFAULT_TIMEOUT, Order, Result
from ..calls.originate import originate
from ..calls.outgoing import CallerId
from ..calls.session import execute_alone, go_on
from ..calls.transfer import transfer
from ..switch import Switch

USAGE = (
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>]"
    " [<cid_num>] [<timeout_sec>]\n"
)
_WORD = re.compile(r"(?:[^\s']|'[^']*')+")
_APPLICATION = re.compile(r"&(\w+)(?:\((.*)\))?$", re.DOTALL)
MOST = 7


def add(switch: Switch) -> None:
    count = 0

    async def command(argument: str) -> str:
        nonlocal count
        given = [word[1:-1] if word[0] == word[-1] == "'" else word for word in _WORD.findall(argument)]
        if not 2 <= len(given) <= MOST:
            return USAGE
        called, what, dialplan, context, name, number, patience = [
            "" if word == "undef" else word for word in [*given, *[""] * (MOST - len(given))]
        ]
        count += 1
        timeout = int(patience) if patience.isdigit() else DEFAULT_TIMEOUT
        order = Order(called, CallerId(name, number), identity=("originate", count), timeout=timeout)
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        switch.kernel.spawn(_call(switch, order, (what, dialplan or "XML", context or "default"), told))
        return await told

    switch.registry.add("originate", command)


async def _call(switch: Switch, order: Order, then: tuple[str, str, str], told: asyncio.Future[str]) -> None:
    result: Result = await originate(switch, order)
    leg = result.channel
    if leg is None:
        told.set_result(f"-ERR {result.cause}\n")
        return
    announce(leg, None)
    what, dialplan, context = then
    application = _APPLICATION.match(what)
    if application:
        execute_alone(leg, application[1], application[2] or "")
    else:
        transfer(leg, what, dialplan, context)
        go_on(leg)
    told.set_result(f"+OK {leg.uuid}\n")
