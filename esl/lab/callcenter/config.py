"""Reads callcenter.conf, from the control plane or the folder, and loads queues, agents and tiers."""

from __future__ import annotations

import logging
from dataclasses import fields
from typing import TYPE_CHECKING

from lxml import etree

from ..conf.settings import params, true
from .model import STATUSES, Queue
from .store import Refused, Store

if TYPE_CHECKING:
    from ..switch import Switch

log = logging.getLogger(__name__)

FILE = "callcenter.conf"
_TYPES = {each.name: each.type for each in fields(Queue)}
_RENAMED = {"moh-sound": "moh_sound"}
_AGENT = {
    "contact": "contact",
    "status": "status",
    "wrap-up-time": "wrap_up_time",
    "max-no-answer": "max_no_answer",
    "reject-delay-time": "reject_delay_time",
    "busy-delay-time": "busy_delay_time",
    "no-answer-delay-time": "no_answer_delay_time",
}


class Loader:
    """mod_callcenter's loading, at the start and by API."""

    def __init__(self, switch: Switch, store: Store) -> None:
        self._switch = switch
        self._store = store

    async def start(self) -> None:
        """``load_config``: everything, asked for without parameters."""
        found = await self._switch.xml.locate("configuration", "configuration", "name", FILE)
        if found is None:
            log.error("open of %s failed", FILE)
            return
        for element in found.element.iterfind("queues/queue"):
            self._queue(element)
        self._agents(found.element)
        self._tiers(found.element)

    async def load_queue(self, name: str) -> bool:
        """``queue load``: the queue, and all agents and tiers of the answer (mod_callcenter.c:719)."""
        configuration = await self._ask(name)
        if configuration is None:
            return False
        for element in configuration.iterfind("queues/queue"):
            if element.get("name") == name:
                self._queue(element)
                self._agents(configuration)
                self._tiers(configuration)
                return True
        return False

    async def find_queue(self, name: str) -> bool:
        """``get_queue`` of one that is not loaded: the queue alone, without agents and tiers."""
        configuration = await self._ask(name)
        for element in configuration.iterfind("queues/queue") if configuration is not None else ():
            if element.get("name") == name:
                self._queue(element)
                return True
        return False

    async def reload_agent(self, name: str) -> None:
        configuration = await self._ask(None)
        if configuration is not None:
            self._agents(configuration, name)

    async def reload_tiers(self, queue: str | None, agent: str | None) -> bool:
        configuration = await self._ask(None)
        return configuration is not None and self._tiers(configuration, queue, agent)

    async def _ask(self, queue: str | None) -> etree._Element | None:
        asked = None
        if queue is not None:
            asked = {**self._switch.bus.params("mod_callcenter.c", "load_queue", 724), "CC-Queue": queue}
        found = await self._switch.xml.locate("configuration", "configuration", "name", FILE, asked)
        if found is None:
            log.error("open of %s failed", FILE)
        return found.element if found else None

    def _queue(self, element: etree._Element) -> None:
        name = element.get("name", "")
        queue = Queue(name)
        for key, value in params(element).items():
            attribute = _RENAMED.get(key, key.replace("-", "_"))
            kind = _TYPES.get(attribute)
            if kind == "bool":
                setattr(queue, attribute, true(value))
            elif kind == "int":
                setattr(queue, attribute, int(value) if value.isdigit() else 0)
            elif kind == "str" and attribute != "name":
                setattr(queue, attribute, value)
        if queue.agent_no_answer_status not in STATUSES:
            queue.agent_no_answer_status = "On Break"
        self._store.queues[name] = queue
        log.info("added queue %s", name)

    def _agents(self, configuration: etree._Element, only: str | None = None) -> None:
        for element in configuration.iterfind("agents/agent"):
            name, kind = element.get("name"), element.get("type")
            if not name or not kind or (only is not None and name != only):
                continue
            if name not in self._store.agents:
                self._try(self._store.add_agent, name, kind)
            else:
                self._try(self._store.set_agent, "type", name, kind)
            for attribute, key in _AGENT.items():
                value = element.get(attribute)
                if value is not None:
                    self._try(self._store.set_agent, key, name, value)

    def _tiers(
        self, configuration: etree._Element, queue: str | None = None, agent: str | None = None
    ) -> bool:
        loaded = False
        for element in configuration.iterfind("tiers/tier"):
            its_queue, its_agent = element.get("queue", ""), element.get("agent", "")
            if (queue and its_queue != queue) or (agent and its_agent != agent):
                continue
            level, position = element.get("level") or "1", element.get("position") or "1"
            if (its_queue, its_agent) in self._store.tiers:
                self._try(self._store.set_tier, "level", its_queue, its_agent, level)
                self._try(self._store.set_tier, "position", its_queue, its_agent, position)
            else:
                self._try(self._store.add_tier, its_queue, its_agent, int(level), int(position))
            loaded = True
        return loaded

    def _try(self, change: object, *arguments: object) -> None:
        try:
            change(*arguments)  # type: ignore[operator]
        except Refused as refusal:
            log.warning("%s: %s %s", FILE, refusal, arguments)
