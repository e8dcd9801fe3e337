"""The switch's memory (mod_hash): what dialplan and commands leave for each other until its end."""

from __future__ import annotations

from collections.abc import Callable

USAGE = "-ERR Usage: hash insert|insert_ifempty|select|delete|delete_ifmatch/realm/key[/value]\n"
OK = "+OK\n"


class Memory:
    """Values by realm and key, which FreeSWITCH joins into one with ``_``."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def command(self, argument: str) -> str:
        """``hash``: its replies word for word."""
        action, realm, key, value = [*argument.split("/", 3), None, None, None][:4]
        changes: dict[str, Callable[[str, str], str]] = {
            "insert": self._insert,
            "insert_ifempty": self._insert_ifempty,
            "delete_ifmatch": self._delete_ifmatch,
        }
        if not action or realm is None or key is None:
            return USAGE
        name = f"{realm}_{key}"
        if action == "select":
            return self.values.get(name, "")
        if action == "delete":
            return "-ERR Not found\n" if self.values.pop(name, None) is None else OK
        change = changes.get(action)
        return USAGE if change is None or value is None else change(name, value)

    def dump(self, argument: str) -> str:
        """``hash_dump db [REALM]``; limits are counted elsewhere (``calls.limits``)."""
        mode, _, realm = argument.partition(" ")
        if mode not in ("all", "limit", "db"):
            return "Usage: all|limit|db [<realm>]\n"
        wanted = f"{realm}_" if realm else ""
        lines = [f"D/{name}/{value}\n" for name, value in self.values.items() if wanted in name]
        return "".join(lines) if mode != "limit" else ""

    def _insert(self, name: str, value: str) -> str:
        self.values[name] = value
        return OK

    def _insert_ifempty(self, name: str, value: str) -> str:
        if name in self.values:
            return "-ERR key already exists\n"
        return self._insert(name, value)

    def _delete_ifmatch(self, name: str, value: str) -> str:
        if name not in self.values:
            return "-ERR Not found\n"
        if self.values[name] != value:
            return "-ERR Doesn't match\n"
        del self.values[name]
        return OK
