"""The carriers that a number is tried over, in order, until one of them takes the call.

What is the called party's doing ends it (busy, no answer, rejected, no such number); what is the carrier's
goes on with the next one. An attempt is a leg of its own, told from the others by ``seatyard_carrier``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...carriers.formats import expansion, written
from ...carriers.routing import Carrier, Choice, choices, for_help
from ...flows.xml import Element, action, copied, extension, when
from .. import lines
from ..features import joined, rights
from ..inbound import VARIABLE as CARRIER
from . import callers
from .shares import expression
from .variables import FROM, TO
from .wayout import WayOut

GOES_ON = (
    "NO_ROUTE_TRANSIT_NET", "NO_ROUTE_DESTINATION", "EXCHANGE_ROUTING_ERROR", "DESTINATION_OUT_OF_ORDER",
    "NORMAL_CIRCUIT_CONGESTION", "NETWORK_OUT_OF_ORDER", "NORMAL_TEMPORARY_FAILURE", "SWITCH_CONGESTION",
    "REQUESTED_CHAN_UNAVAIL", "SERVICE_UNAVAILABLE", "SERVICE_NOT_IMPLEMENTED", "INCOMPATIBLE_DESTINATION",
    "RECOVERY_ON_TIMER_EXPIRE", "PROTOCOL_ERROR", "INTERWORKING", "PROGRESS_TIMEOUT", "INVALID_GATEWAY",
    "GATEWAY_DOWN",
)  # fmt: skip
"""The causes that are a carrier's failure: 5xx but for a refusal, 408, 482, 483, 485, 488, 604, and no answer
to the INVITE at all."""


def way_extensions(way: WayOut, recording: Sequence[Element] = ()) -> list[Element]:
    """One extension a prefix and choice, the longest prefix first, then the end of what nobody serves."""
    made: list[Element] = []
    for of_prefix in choices(way.carriers):
        before = 0
        for number, choice in enumerate(of_prefix, start=1):
            here = expression(before, before + choice.share) if number < len(of_prefix) else ""
            made.append(_extension(choice, number, here, way, recording))
            before += choice.share
    unserved = when(f"${{{TO}}}", r"^\+", action("hangup", "NO_ROUTE_DESTINATION"))
    return [*made, extension("outbound-unserved", unserved)]


def emergency_actions(number: str, way: WayOut) -> list[Element]:
    """Over every carrier there is; the number stays as short as it is."""
    carriers = for_help(number, way.carriers)
    if not carriers:
        return [action("hangup", "NO_ROUTE_DESTINATION")]
    return _attempts([_for_help(carrier, number, way) for carrier in carriers], way)


def _extension(choice: Choice, number: int, share: str, way: WayOut, recording: Sequence[Element]) -> Element:
    """``share`` tells its part of the calls; the last choice of a prefix takes all that are left."""
    name = f"outbound-to-{choice.prefix}-{number}"
    conditions = [when(f"${{{TO}}}", f"^{re.escape(choice.prefix)}")]
    if share:
        conditions.append(when("${uuid}", share))
    tried = [_attempt(carrier) for carrier in choice.carriers if callers.may_show(carrier, way)]
    noted = [*joined.look_after(), joined.is_here()]
    attempts = _attempts(tried, way, recording)
    conditions[-1].extend([*noted, *attempts] if attempts else [action("hangup", "NO_ROUTE_DESTINATION")])
    return extension(name, *conditions)


@dataclass(frozen=True)
class Attempt:
    """A number as it is called over one carrier: in E.164, and as it is written there."""

    carrier: Carrier
    to: str
    called: str
    shown_e164: str
    shown: str
    for_help: bool = False
    """Within no limit: whether a carrier has a line left is then its own to say."""

    def leg(self, more: Mapping[str, str]) -> str:
        """The carrier's leg as a dial string has it, with ``more`` variables of its own."""
        carrier = self.carrier
        variables = {
            CARRIER: carrier.name,
            TO: self.to,
            FROM: self.shown_e164,
            "origination_caller_id_number": self.shown,
            "origination_caller_id_name": self.shown,
            "sip_cid_type": {"pai": "pid"}.get(carrier.identity, carrier.identity),
            "absolute_codec_string": f"^^:{carrier.codecs.replace(',', ':')}",
            "leg_progress_timeout": str(carrier.progress_timeout),
            **more,
        }
        given = ",".join(f"{name}={value}" for name, value in variables.items() if value)
        return f"[{given}]sofia/gateway/{carrier.name}/{self.called}"


def _attempt(carrier: Carrier) -> Attempt:
    variable = callers.variable_of(carrier)
    return Attempt(
        carrier,
        to=f"${{{TO}}}",
        called=expansion(carrier.called_format, TO),
        shown_e164=f"${{{variable}}}",
        shown=expansion(carrier.caller_format, variable),
    )


def _for_help(carrier: Carrier, number: str, way: WayOut) -> Attempt:
    """It shows the tenant's first number that the carrier would take, or whatever there is."""
    shown = way.shown_over(carrier)
    return Attempt(
        carrier, number, number, shown, written(shown, carrier.caller_format, way.home), for_help=True
    )


def _attempts(tried: Sequence[Attempt], way: WayOut, recording: Sequence[Element] = ()) -> list[Element]:
    if not tried:
        return []
    made = [
        action("export", f"seatyard_tenant={way.tenant_id}"),
        action("set", "hangup_after_bridge=true"),
        action("set", "sip_copy_custom_headers=false"),
        action("privacy", "no"),
        rights.take_back(),
        *map(copied, recording),
        action("set", f"continue_on_fail={','.join(GOES_ON)}"),
    ]
    *others, last = tried
    for attempt in others:
        made += _placed(attempt, way)
    return [*made, action("set", "continue_on_fail=false"), *_placed(last, way)]


def _placed(attempt: Attempt, way: WayOut) -> list[Element]:
    """One carrier, if it has a channel left; else, as after its failure, the next."""
    carrier = attempt.carrier
    counter = lines.carrier(carrier.name)
    held = [] if attempt.for_help else way.limits.counters(f"${{{FROM}}}")
    most = lines.NO_LIMIT if attempt.for_help else str(carrier.max_channels or lines.NO_LIMIT)
    placer = "${uuid}" if attempt.for_help else f"${{{lines.PLACER}}}"
    bridge = f"bridge {attempt.leg(lines.held_by_the_called([*held, counter], placer))}"
    return [
        action("set", f"call_timeout={carrier.ring_timeout}"),
        action("limit_execute", f"hash {lines.REALM} {lines.named(counter)} {most} {bridge}"),
    ]
