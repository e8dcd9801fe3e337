"""mod_callcenter's API in memory, as its source and tests/captures/api have it, to provision against."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from esl.answers.callcenter import Callcenter
from esl.session import LinkLost, Reply

QUEUE_COLUMNS = [
    "strategy",
    "moh_sound",
    "time_base_score",
    "tier_rules_apply",
    "tier_rule_wait_second",
    "tier_rule_wait_multiply_level",
    "tier_rule_no_agent_no_wait",
    "discard_abandoned_after",
    "abandoned_resume_allowed",
    "max_wait_time",
    "max_wait_time_with_no_agent",
    "max_wait_time_with_no_agent_time_reached",
    "record_template",
    "calls_answered",
    "calls_abandoned",
    "ring_progressively_delay",
    "skip_agents_with_external_calls",
    "agent_no_answer_status",
]
AGENT_COLUMNS = [
    "instance_id",
    "uuid",
    "type",
    "contact",
    "status",
    "state",
    "max_no_answer",
    "wrap_up_time",
    "reject_delay_time",
    "busy_delay_time",
    "no_answer_delay_time",
    "last_bridge_start",
    "last_bridge_end",
    "last_offered_call",
    "last_status_change",
    "no_answer_count",
    "calls_answered",
    "talk_time",
    "ready_time",
    "external_calls_count",
]
OK = "+OK\n"


class CallcenterSwitch:
    """A switch that has mod_callcenter and global variables.

    ``document(queue)`` stands for callcenter.conf as the control plane answers it now.
    """

    def __init__(self, document: Callable[[str], Callcenter]) -> None:
        self.document = document
        self.queues: dict[str, dict[str, str]] = {}
        self.agents: dict[str, dict[str, str]] = {}
        self.tiers: dict[tuple[str, str], dict[str, str]] = {}
        self.variables = {"hostname": "fs1"}
        self.changes: list[str] = []
        """Commands that were not mere questions, in order."""
        self.ended: list[str] = []
        """Whose registrations it was told to end, in order."""
        self.refuse: dict[str, str] = {}
        """Beginnings of commands, and what the switch answers to them."""
        self.dies_after: int | None = None

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                raise LinkLost("the switch closed the connection")
        for beginning, answer in self.refuse.items():
            if command.startswith(beginning):
                return Reply(answer)
        name, *words = shlex.split(command)
        if name != "callcenter_config":
            return Reply(self._core(name, words))
        if words[1] not in ("list", "get"):
            self.changes.append(" ".join(words))
        return Reply(getattr(self, f"_{words[0]}_{words[1]}")(*words[2:]))

    def _core(self, name: str, words: list[str]) -> str:
        match name:
            case "global_setvar":
                variable, _, value = words[0].partition("=")
                self.variables[variable] = value
                return "+OK"
            case "global_getvar" if words:
                return self.variables.get(words[0], "")
            case "global_getvar":
                return "".join(f"{name}={value}\n" for name, value in self.variables.items())
            case "xml_flush_cache":
                return "+OK cleared 0 entries\n"
            case "sofia" if words[2:3] == ["flush_inbound_reg"]:
                self.ended.append(words[3])
                return "+OK flushing all registrations matching specified call_id\n"
        return f"-ERR {name} Command not found!\n"

    def _queue_list(self, part: str = "", queue: str = "") -> str:
        if part == "members":
            return OK
        if part == "tiers":
            return self._tier_list(queue)
        if part == "agents":
            members = {agent for of, agent in self.tiers if of == queue}
            return self._agent_list(*members) if members else OK
        rows = [[name, *(row[column] for column in QUEUE_COLUMNS)] for name, row in self.queues.items()]
        return _table(["name", *QUEUE_COLUMNS], rows)

    def _agent_list(self, *names: str) -> str:
        there = {name: row for name, row in self.agents.items() if not names or name in names}
        rows = [[name, *(row[column] for column in AGENT_COLUMNS)] for name, row in there.items()]
        return _table(["name", *AGENT_COLUMNS], rows) if rows else OK

    def _tier_list(self, of: str = "") -> str:
        rows = [
            [queue, agent, row.get("state", "Ready"), row["level"], row["position"]]
            for (queue, agent), row in self.tiers.items()
            if of in ("", queue)
        ]
        return _table(["queue", "agent", "state", "level", "position"], rows) if rows else OK

    def _queue_load(self, name: str) -> str:
        document = self.document(name)
        if name not in document.queues:
            return "-ERR Invalid Queue not found!\n"
        given = {key.replace("-", "_"): value for key, value in document.queues[name].items()}
        self.queues[name] = {column: given.get(column, "") for column in QUEUE_COLUMNS}
        for agent in document.agents:
            self._agent_add(agent.name, agent.type)
            for column, value in vars(agent).items():
                if column != "name":
                    self._agent_set(column, agent.name, str(value))
        for tier in document.tiers:
            if self._tier_add(tier.queue, tier.agent, str(tier.level), str(tier.position)) != OK:
                self.tiers[tier.queue, tier.agent] = {
                    "level": str(tier.level),
                    "position": str(tier.position),
                }
        return OK

    def _queue_reload(self, name: str) -> str:
        self.queues.pop(name, None)
        return self._queue_load(name)

    def _queue_unload(self, name: str) -> str:
        self.queues.pop(name, None)
        return OK

    def _agent_add(self, name: str, kind: str) -> str:
        if name in self.agents:
            return "-ERR Agent already exist!\n"
        self.agents[name] = dict.fromkeys(AGENT_COLUMNS, "0") | {
            "type": kind,
            "contact": "(null)",
            "status": "Logged Out",
            "state": "Waiting",
            "uuid": "",
        }
        return OK

    def _agent_del(self, name: str) -> str:
        self.agents.pop(name, None)
        for key in [key for key in self.tiers if key[1] == name]:
            del self.tiers[key]
        return OK

    def _agent_set(self, column: str, name: str, value: str) -> str:
        if name not in self.agents:
            return "-ERR Agent not found!\n"
        if column not in AGENT_COLUMNS:
            return "-ERR Invalid Agent Update KEY!\n"
        self.agents[name][column] = value
        return OK

    def _agent_get(self, column: str, name: str) -> str:
        return self.agents[name][column] if name in self.agents else "-ERR Agent not found!\n"

    def _tier_add(self, queue: str, agent: str, level: str = "1", position: str = "1") -> str:
        if queue not in self.queues and queue not in self.document(queue).queues:
            return "-ERR Queue not found!\n"
        if agent not in self.agents:
            return "-ERR Agent not found!\n"
        if (queue, agent) in self.tiers:
            return "-ERR Tier already exist!\n"
        self.tiers[queue, agent] = {"level": level, "position": position}
        return OK

    def _tier_set(self, column: str, queue: str, agent: str, value: str) -> str:
        if (queue, agent) not in self.tiers:
            return "-ERR Agent not found!\n"
        self.tiers[queue, agent][column] = value
        return OK

    def _tier_del(self, queue: str, agent: str) -> str:
        self.tiers.pop((queue, agent), None)
        return OK


def _table(header: list[str], rows: list[list[str]]) -> str:
    return "".join("|".join(row) + "\n" for row in [header, *rows]) + OK
