"""Calls come in: from the carrier to a DID, or from a seat's phone to any number."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..calllog import Call
from ..clock import SECOND
from ..eventsocket.encoding import Headers
from ..kernel import Outside
from ..scenario.traffic import Arrival
from . import sofia
from .channel import Channel
from .phones import Phone
from .profile import Profile
from .remote import Remote
from .rtp import LOCAL
from .session import run

if TYPE_CHECKING:
    from ..switch import Switch

log = logging.getLogger(__name__)

BUSY_AGAIN = 60 * SECOND
"""How long a seat that is talking waits before it dials."""
SILENT = 408
"""The SIP status of a call that no phone makes."""
PATIENT = 10
"""How often it tries before it lets the call be."""


def arrive(switch: Switch, arrival: Arrival) -> None:
    """The moment of ``arrival`` has come."""
    if arrival.direction == "inbound":
        switch.kernel.spawn(_from_carrier(switch, arrival))
    else:
        _dial(switch, arrival, 0)


def _dial(switch: Switch, arrival: Arrival, tries: int) -> None:
    phone = switch.phones.by_address.get(f"{arrival.caller}@{arrival.domain}")
    if phone is None or phone.address not in switch.registrar.registrations:
        switch.hands.over(_uuid(switch, arrival), SILENT)
        return
    if phone.calls:
        if tries < PATIENT:
            switch.kernel.after(BUSY_AGAIN, lambda: _dial(switch, arrival, tries + 1))
        return
    phone.calls += 1
    switch.kernel.spawn(_from_phone(switch, arrival, phone))


async def _from_carrier(switch: Switch, arrival: Arrival) -> None:
    tag = switch.chance.token(40, arrival.identity, "leg")
    gateways = [each.name for each in switch.settings.gateways.values() if each.profile == "external"]
    carrier = gateways[0] if gateways else "external"
    port = 40000 + int(tag[:4], 16) % 20000
    remote = Remote(arrival.caller, LOCAL, port, tag, arrival.plan, carrier=carrier)
    host = f"{LOCAL}:{sofia.PORTS['external']}"
    channel = _channel(
        switch,
        arrival,
        remote,
        f"sofia/external/{arrival.caller}@{host}",
        switch.settings.contexts["external"],
    )
    sofia.invited(channel, "external", arrival.callee, LOCAL)
    await _take(switch, arrival, channel)


async def _from_phone(switch: Switch, arrival: Arrival, phone: Phone) -> None:
    user = await Outside(switch.registrar.authenticate_call(phone, arrival.callee))
    phone.calls -= 1
    if user is None:
        log.warning("%s may not call: 403", phone.address)
        switch.hands.over(_uuid(switch, arrival), 403)
        return
    tag = switch.chance.token(40, arrival.identity, "leg")
    remote = Remote(phone.number, phone.host, phone.port, tag, arrival.plan, phone=phone.address)
    context = user.variables.get("user_context") or switch.settings.contexts["internal"]
    channel = _channel(switch, arrival, remote, f"sofia/internal/{phone.address}", context)
    sofia.invited(channel, "internal", arrival.callee, phone.domain)
    params: Headers = switch.bus.params("sofia.c", "sofia_handle_sip_i_invite", 10735)
    sofia.authorised(channel, phone.number, phone.domain, user.variables, params)
    await _take(switch, arrival, channel)


def _channel(switch: Switch, arrival: Arrival, remote: Remote, name: str, context: str) -> Channel:
    caller = arrival.caller
    profile = Profile(
        uuid=_uuid(switch, arrival),
        destination_number=arrival.callee,
        context=context,
        chan_name=name,
        username=caller,
        dialplan="XML",
        caller_id_name=caller,
        caller_id_number=caller,
        orig_caller_id_name=caller,
        orig_caller_id_number=caller,
        network_addr=LOCAL,
        ani=caller,
    )
    return Channel(switch, "inbound", profile, remote)


def _uuid(switch: Switch, arrival: Arrival) -> str:
    return switch.chance.uuid(arrival.identity, "leg", 0)


async def _take(switch: Switch, arrival: Arrival, channel: Channel) -> None:
    call = Call(
        uuid=channel.uuid,
        identity=arrival.identity,
        direction=arrival.direction,
        domain=arrival.domain,
        did=arrival.did,
        caller=arrival.caller,
        callee=arrival.callee,
        start_us=switch.clock.now,
    )
    switch.calllog.begin(call)
    switch.started(channel)
    switch.callers.arrives(channel)
    await run(channel)
