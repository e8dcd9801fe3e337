"""``sofia`` and ``sofia_contact``: profiles, gateways, and where phones are."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ..conf.settings import Gateway
from ..switch import Switch

XML = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'


def add(switch: Switch) -> None:
    def sofia(argument: str) -> str:
        words = argument.split()
        if words[:1] == ["profile"] and len(words) > 2:
            return _profile(switch, words[1], words[2], words[3:])
        if words[:2] == ["xmlstatus", "gateway"]:
            return _gateways(switch, words[2:3])
        return f"Unknown Command [{words[0]}]\n" if words else "USAGE:\n"

    switch.registry.add("sofia", sofia)
    switch.registry.add("sofia_contact", lambda text: switch.registrar.contact(text.rpartition("/")[2]))


def _profile(switch: Switch, name: str, word: str, more: list[str]) -> str:
    if name not in switch.settings.contexts:
        return f"Invalid Profile [{name}]"
    if word == "flush_inbound_reg":
        for address in list(switch.registrar.registrations):
            if more[:1] in ([], [address]):
                switch.registrar.expire(address)
        return "+OK flushing all registrations matching specified call_id\n" if more else "+OK\n"
    if word == "rescan":
        return "Reload XML [Success]\n+OK scan complete\n"
    if word == "killgw" and more[0] not in switch.settings.gateways:
        return "-ERR no such gateway.\n"
    return "+OK\n"


def _gateways(switch: Switch, wanted: list[str]) -> str:
    """One by name without a root of its own, or all."""
    if wanted:
        gateway = switch.settings.gateways.get(wanted[0])
        return XML + _gateway(switch, gateway) if gateway else "Invalid Gateway!\n"
    rows = "".join(_gateway(switch, each) for each in switch.settings.gateways.values())
    return f"{XML}<gateways>\n{rows}</gateways>\n"


def _gateway(switch: Switch, gateway: Gateway) -> str:
    about = {
        "name": gateway.name,
        "profile": gateway.profile,
        "proxy": f"sip:{gateway.proxy}",
        "state": "NOREG",
        "status": "DOWN" if gateway.name in switch.carriers.down else "UP",
    }
    lines = "".join(f"    <{name}>{escape(value)}</{name}>\n" for name, value in about.items())
    return f"  <gateway>\n{lines}  </gateway>\n"
