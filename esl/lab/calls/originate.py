"""Places calls and waits for the first that answers (``switch_ivr_originate``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..eventsocket.encoding import Headers
from .causes import dialstatus
from .channel import Channel
from .dialstring import parse
from .order import Order, Result
from .race import Race
from .targets import Resolver

if TYPE_CHECKING:
    from ..switch import Switch


async def originate(switch: Switch, order: Order) -> Result:
    """Try the groups of the dial string in turn."""
    dialstring = parse(order.text)
    given: Headers = {**(order.given or {}), **dialstring.variables}
    if order.caller is not None:
        given = {**_exported(order.caller), **given}
        order.caller.variables.update(originate_disposition="failure", DIALSTATUS="INVALIDARGS")
        if order.caller.answered:
            order.caller.call_state("RING_WAIT")
    resolver = Resolver(switch, order.caller, order.identity)
    result = Result(None, "DESTINATION_OUT_OF_ORDER")
    for group in dialstring.groups:
        legs = await resolver.legs(group, given)
        if order.caller is not None and not order.caller.up:
            result = Result(None, "ORIGINATOR_CANCEL")
            break
        if not legs:
            result = Result(None, resolver.cause)
            continue
        race = Race(switch, order, given, legs, resolver.endpoint)
        result = await race.run()
        if result.channel is not None or result.cause == "ORIGINATOR_CANCEL" or race.unwanted:
            break
    _note(order.caller, result)
    if order.caller is not None and order.caller.callstate == "RING_WAIT" and order.caller.up:
        _waits_no_more(order.caller, result.channel)
    return result


def _waits_no_more(caller: Channel, winner: Channel | None) -> None:
    if winner is not None:
        caller.profile.originatees = [winner.profile.clone(timed=True)]
        caller.other_type = "originatee"
    caller.call_state("ACTIVE")


def _exported(caller: Channel) -> Headers:
    """``export_vars`` and what it names go to the new leg."""
    names = [name for name in (caller.get("export_vars") or "").split(",") if name]
    if not names:
        return {}
    exported: Headers = {"export_vars": ",".join(names)}
    for name in names:
        value = caller.variables.get(name)
        if value:
            exported[name.removeprefix("nolocal:")] = value
    return exported


def _note(caller: Channel | None, result: Result) -> None:
    if caller is None:
        return
    cause = "SUCCESS" if result.channel is not None else result.cause
    caller.variables["originate_disposition"] = cause
    caller.variables["DIALSTATUS"] = dialstatus(cause)
    if result.channel is not None:
        caller.set("originate_signal_bond", None)
