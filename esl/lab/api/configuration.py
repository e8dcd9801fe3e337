"""Variables, XML and the directory: global_setvar, reloadxml, user_exists, sofia_contact and kin."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ..conf.settings import true
from ..switch import Switch


def add(switch: Switch) -> None:
    registry = switch.registry

    def global_setvar(argument: str) -> str:
        name, _, value = argument.partition("=")
        if not name:
            return "-USAGE: <var>=<value> [=<value2>]\n"
        if value:
            switch.globals[name] = value
        else:
            switch.globals.pop(name, None)
        return "+OK"

    def global_getvar(name: str) -> str:
        if name:
            return switch.globals.get(name, "")
        return "".join(f"{key}={value}\n" for key, value in switch.globals.items())

    def xml_flush_cache(argument: str) -> str:
        words = argument.split()
        count = switch.directory.flush(*words[1:3]) if len(words) > 1 else switch.directory.flush()
        return f"+OK cleared {count} entr{'y' if count == 1 else 'ies'}\n"

    def reloadxml(_: str) -> str:
        try:
            switch.xml.reload()
        except InvalidInput as error:
            return f"-ERR [{error}]\n"
        switch.bus.fire("RELOADXML")
        return "+OK [Success]\n"

    async def user_exists(argument: str) -> str:
        words = argument.split()
        if len(words) < 3:
            return "false"
        return "true" if await switch.directory.user(words[1], words[2]) else "false"

    async def user_data(argument: str) -> str:
        words = argument.split()
        number, _, domain = words[0].partition("@") if words else ("", "", "")
        user = await switch.directory.user(number, domain) if len(words) >= 3 else None
        if user is None:
            return ""
        return {"param": user.params, "var": user.variables}.get(words[1], {}).get(words[2], "")

    def sofia_contact(argument: str) -> str:
        return switch.registrar.contact(argument.rpartition("/")[2])

    def sofia(argument: str) -> str:
        words = argument.split()
        if words[:1] == ["profile"] and words[2:3] == ["flush_inbound_reg"]:
            wanted = words[3:4]
            for address in list(switch.registrar.registrations):
                if not wanted or address == wanted[0]:
                    switch.registrar.expire(address)
            return "+OK flushing all registrations matching specified call_id\n" if wanted else "+OK\n"
        if words[:1] == ["profile"]:
            return "+OK\n"
        if words[:2] == ["xmlstatus", "gateway"]:
            return _gateways(switch)
        return ""

    def limit_usage(argument: str) -> str:
        words = argument.split()
        return str(switch.limits.usage("_".join(words[1:3]))) if len(words) >= 3 else "-USAGE: <backend>\n"

    def acl(argument: str) -> str:
        address, _, name = argument.partition(" ")
        known = switch.settings.acls.get(name.strip())
        return "true" if known is not None and known.allows(address) else "false"

    registry.add("global_setvar", global_setvar)
    registry.add("global_getvar", global_getvar)
    registry.add("xml_flush_cache", xml_flush_cache)
    registry.add("reloadxml", reloadxml)
    registry.add("reloadacl", lambda _: "+OK acl reloaded\n")
    registry.add("user_exists", user_exists)
    registry.add("user_data", user_data)
    registry.add("sofia_contact", sofia_contact)
    registry.add("sofia", sofia)
    registry.add("limit_usage", limit_usage)
    registry.add("acl", acl)
    registry.add("module_exists", lambda name: "true" if name in MODULES else "false")
    registry.add("cond", _cond)


MODULES = (
    "mod_callcenter",
    "mod_commands",
    "mod_dialplan_xml",
    "mod_dptools",
    "mod_event_socket",
    "mod_hash",
    "mod_json_cdr",
    "mod_sofia",
    "mod_voicemail",
    "mod_xml_curl",
)
"""The modules whose behaviour the lab follows."""


def _gateways(switch: Switch) -> str:
    down = switch.carriers.down
    rows = "".join(
        f"  <gateway>\n    <name>{name}</name>\n    <profile>{gateway.profile}</profile>\n"
        f"    <proxy>sip:{gateway.proxy}</proxy>\n    <state>NOREG</state>\n"
        f"    <status>{'DOWN' if name in down else 'UP'}</status>\n  </gateway>\n"
        for name, gateway in switch.settings.gateways.items()
    )
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n{rows}</gateways>\n'


def _cond(argument: str) -> str:
    """``cond``: ``A == B ? X : Y``, with == and != only."""
    test, _, rest = argument.partition("?")
    yes, _, no = rest.partition(":")
    for operator, wanted in (("==", True), ("!=", False)):
        left, found, right = test.partition(operator)
        if found:
            return (yes if (left.strip() == right.strip()) is wanted else no).strip()
    return (yes if true(test.strip()) else no).strip()
