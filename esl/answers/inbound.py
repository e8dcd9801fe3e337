"""What the switch makes of a carrier's call before it goes to its number: whose it is, and who calls.

A number called or calling comes in many forms (``+86…``, ``0086…``, ``86…``, and as at home ``010…``);
from here on it is E.164.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..carriers.formats import HOME, to_e164
from ..carriers.routing import Carrier
from ..flows.xml import Element, action, extension, inline, stopping

VARIABLE = "seatyard_carrier"
"""Of a carrier's leg: the trunk's name."""


PROXIES = "proxies"
"""The network list of the proxies that stand in front of the node."""
_BY_PROXY = f"${{acl(${{network_addr}} {PROXIES})}}"


def carrier_extensions(carriers: Sequence[Carrier], *, proxied: bool = False) -> list[Element]:
    """Before the numbers of ``public``: name the carrier, by its address and port, or by its networks.

    ``proxied``: a proxy is believed when it says where a call came from (``esl.proxy``), and nobody else.
    """
    if not carriers:
        return []
    places = [
        stopping("${network_addr}:${sip_network_port}", f"^{_place(one)}$", inline(VARIABLE, one.name))
        for one in carriers
    ]
    networks = [
        stopping(f"${{acl(${{network_addr}} carrier-{one.name})}}", "^true$", inline(VARIABLE, one.name))
        for one in carriers
    ]
    told = _told_by_proxy(carriers) if proxied else []
    unknown = stopping("destination_number", "^", inline(VARIABLE, ""))
    named = extension("carrier", *told, *places, *networks, unknown, goes_on=True)
    return [named, extension("carrier-caller", *_callers(carriers), goes_on=True)]


def _told_by_proxy(carriers: Sequence[Carrier]) -> list[Element]:
    """The same two questions, of the address that the proxy names; before those of its own address."""
    address, port = "${sip_h_X-AUTH-IP}", "${sip_h_X-AUTH-PORT}"
    places = [
        stopping(f"{_BY_PROXY}:{address}:{port}", f"^true:{_place(one)}$", inline(VARIABLE, one.name))
        for one in carriers
    ]
    networks = [
        stopping(
            f"{_BY_PROXY}:${{acl({address} carrier-{one.name})}}",
            "^true:true$",
            inline(VARIABLE, one.name),
        )
        for one in carriers
    ]
    return [*places, *networks]


def did_expression(e164: str) -> str:
    """The forms in which carriers send a DID; a number at home also without its country code."""
    digits = e164.removeprefix("+")
    home = str(HOME)
    if digits.startswith(home):
        return rf"^(?:(?:\+|00)?{home}|0)?{digits.removeprefix(home)}$"
    return rf"^(?:\+|00)?{digits}$"


def did_candidates(dialled: str) -> list[str]:
    """The DIDs that a destination may mean, the likeliest first."""
    digits = dialled[1:] if dialled.startswith("+") else dialled.removeprefix("00")
    found = [f"+{digits}"]
    if not dialled.startswith(("+", "00")):
        found.append(f"+{HOME}{digits.removeprefix('0')}")
    return found


def _place(carrier: Carrier) -> str:
    return re.escape(f"{carrier.host}:{carrier.port}")


def _callers(carriers: Sequence[Carrier]) -> list[Element]:
    """The caller's number in E.164, by the format of the carrier that the call comes from."""
    by_format: dict[str, list[str]] = {}
    for one in carriers:
        by_format.setdefault(one.incoming_format, []).append(re.escape(one.name))
    return [
        stopping(
            f"${{{VARIABLE}}}:${{caller_id_number}}",
            f"^(?:{'|'.join(names)}):{expression.removeprefix('^')}",
            action("set_profile_var", f"caller_id_number={made}"),
        )
        for form, names in by_format.items()
        for expression, made in to_e164(form)
    ]
