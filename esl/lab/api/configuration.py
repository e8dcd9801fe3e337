"""Variables, XML and the directory: global_setvar, reloadxml, user_exists and kin."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

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

    def limit_usage(argument: str) -> str:
        words = argument.split()
        return str(switch.limits.usage("_".join(words[1:3]))) if len(words) >= 3 else LIMIT_USAGE

    def acl(argument: str) -> str:
        address, _, name = argument.partition(" ")
        known = switch.settings.acls.get(name.strip())
        nobody = not address  # a loopback leg comes from no network
        return "true" if known is not None and not nobody and known.allows(address) else "false"

    registry.add("global_setvar", global_setvar)
    registry.add("global_getvar", global_getvar)
    registry.add("xml_flush_cache", xml_flush_cache)
    registry.add("reloadxml", reloadxml)
    registry.add("reloadacl", lambda _: "+OK acl reloaded\n")
    registry.add("user_exists", user_exists)
    registry.add("user_data", user_data)
    registry.add("limit_usage", limit_usage)
    registry.add("acl", acl)
    registry.add("module_exists", lambda name: "true" if name in MODULES else "false")
    registry.add("cond", _cond)


LIMIT_USAGE = "USAGE: limit_usage <backend> <realm> <id> [rate]\n"
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
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


def _cond(argument: str) -> str:
    """``cond``: ``A == B ? X : Y``; numbers are compared as numbers."""
    test, _, rest = argument.partition("?")
    yes, _, no = rest.partition(":")
    for sign, holds in COMPARISONS.items():
        left, found, right = test.partition(sign)
        if found:
            return (yes if holds(*_comparable(left.strip(), right.strip())) else no).strip()
    return (yes if true(test.strip()) else no).strip()


def _comparable(left: str, right: str) -> tuple[str | float, str | float]:
    try:
        return float(left), float(right)
    except ValueError:
        return left, right
