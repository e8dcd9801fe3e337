"""``callcenter_config``: mod_callcenter's own replies, word for word (api/callcenter*.rx)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..callcenter.model import MEMBER_COLUMNS, Agent, Queue, Tier, columns, row
from ..callcenter.store import Refused
from ..switch import Switch

INVALID = "-ERR Invalid!\n"
OK = "+OK\n"
_WORD = re.compile(r"'((?:[^'\\]|\\.)*)'|(\S+)")


def add(switch: Switch) -> None:
    commands = _Commands(switch)
    switch.registry.add("callcenter_config", commands.execute)


def words(argument: str) -> list[str]:
    """``switch_separate_string``: by blanks, except within single quotes."""
    return [match[2] if match[2] is not None else match[1] for match in _WORD.finditer(argument)]


class _Commands:
    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._store = switch.callcenter.store
        self._loader = switch.callcenter.loader

    async def execute(self, argument: str) -> str:
        given = words(argument)
        if len(given) < 2:
            return INVALID if given else "-USAGE: \ncallcenter_config <target> <args>,\n"
        section, action, rest = given[0].lower(), given[1].lower(), given[2:]
        try:
            if section == "agent":
                return await self._agent(action, rest)
            if section == "tier":
                return await self._tier(action, rest)
            if section == "queue":
                return await self._queue(action, rest)
        except Refused as refusal:
            return f"-ERR {refusal}\n"
        return ""

    async def _agent(self, action: str, rest: list[str]) -> str:
        store = self._store
        if action == "list":
            agents = [each for each in store.agents.values() if not rest or each.name == rest[0]]
            return INVALID if len(rest) > 1 else _table(columns(Agent), [row(each) for each in agents])
        if action == "get":
            return store.get_agent(rest[0].lower(), rest[1]) if len(rest) >= 2 else INVALID
        if action == "reload":
            if not rest:
                return INVALID
            await self._loader.reload_agent(rest[0])
            return OK
        changes: dict[str, tuple[int, Callable[[], None]]] = {
            "add": (2, lambda: store.add_agent(rest[0], rest[1])),
            "del": (1, lambda: store.delete_agent(rest[0])),
            "set": (3, lambda: store.set_agent(rest[0].lower(), rest[1], rest[2])),
        }
        return _changed(changes, action, rest)

    async def _tier(self, action: str, rest: list[str]) -> str:
        store = self._store
        if action == "list":
            tiers = sorted(store.tiers.values(), key=lambda each: (each.level, each.position))
            return _table(columns(Tier), [row(each) for each in tiers])
        if action == "reload":
            if not rest:
                return INVALID
            queue = None if rest[0].lower() == "all" else rest[0]
            loaded = await self._loader.reload_tiers(queue, rest[1] if len(rest) > 1 else None)
            return OK if loaded else "-ERR Unknown Error!\n"
        await self._find_queue(action, rest)
        numbers = [int(text) if text.isdigit() else 0 for text in rest[2:4]]
        changes: dict[str, tuple[int, Callable[[], None]]] = {
            "add": (2, lambda: store.add_tier(rest[0], rest[1], *numbers)),
            "del": (2, lambda: store.delete_tier(rest[0], rest[1])),
            "set": (4, lambda: store.set_tier(rest[0].lower(), rest[1], rest[2], rest[3])),
        }
        return _changed(changes, action, rest)

    async def _find_queue(self, action: str, rest: list[str]) -> None:
        """A change of tiers loads the queue that it names, where it is not loaded."""
        name = {"add": rest[:1], "set": rest[1:2]}.get(action)
        known = action == "add" or tuple(rest[1:3]) in self._store.tiers
        if name and known and name[0] not in self._store.queues:
            await self._loader.find_queue(name[0])

    async def _queue(self, action: str, rest: list[str]) -> str:
        if action == "list":
            return self._list(rest)
        if action == "count":
            return self._count(rest)
        if action not in ("load", "unload", "reload"):
            return ""
        if not rest:
            return INVALID
        if action != "load":
            self._store.queues.pop(rest[0], None)
        if action == "unload" or await self._loader.load_queue(rest[0]):
            return OK
        return "-ERR Invalid Queue not found!\n"

    def _list(self, rest: list[str]) -> str:
        if not rest:
            lines = [row(each) for each in self._store.queues.values()]
            return "\n".join([columns(Queue), *lines, "+OK\n"])
        what = rest[0].lower()
        if what not in ("agents", "members", "tiers"):
            return INVALID
        header = {"agents": columns(Agent), "members": MEMBER_COLUMNS, "tiers": columns(Tier)}[what]
        return _table(header, self._rows(what, rest[1:]))

    def _rows(self, what: str, rest: list[str]) -> list[str]:
        store, queue = self._store, rest[0] if rest else None
        if what == "tiers":
            return [row(each) for each in store.tiers.values() if each.queue == queue]
        if what == "members":
            now = self._switch.clock.epoch
            members = [each for each in store.members.values() if queue in (None, each.queue)]
            members.sort(key=lambda each: -each.score(now))
            return ["|".join(each.row(now)) for each in members]
        status, state = (*rest[1:3], None, None)[:2]
        agents = [store.agents[tier.agent] for tier in store.tiers.values() if tier.queue == queue]
        return [row(each) for each in agents if status in (None, each.status) and state in (None, each.state)]

    def _count(self, rest: list[str]) -> str:
        if not rest:
            return f"{len(self._store.queues)}\n"
        if rest[0].lower() not in ("agents", "members", "tiers"):
            return INVALID
        return f"{len(self._rows(rest[0].lower(), rest[1:]))}\n"


def _changed(changes: dict[str, tuple[int, Callable[[], None]]], action: str, rest: list[str]) -> str:
    if action not in changes:
        return ""
    least, change = changes[action]
    if len(rest) < least:
        return INVALID
    change()
    return OK


def _table(header: str, rows: list[str]) -> str:
    """A list without rows has no header either."""
    return "\n".join([header, *rows, OK]) if rows else OK
