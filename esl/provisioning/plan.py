"""The difference between desired and actual, as the commands that close it, in a safe order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .state import LOGGED_OUT, Row, State


@dataclass(frozen=True)
class Command:
    """One ``callcenter_config`` command, and who it is for."""

    text: str
    about: str
    """The queue or agent that it changes: its domain names the tenant."""
    why: str
    """The difference, for whoever reads the plan: ``max_wait_time 60 → 120``."""
    reshapes: bool = False
    """Queues come and go with their agents and tiers: after these the plan is made anew.

    ``queue load`` and ``queue reload`` ask callcenter.conf, and bring with a queue
    whatever agents and tiers the answer names (mod_callcenter.c, load_queue).
    """
    passing: bool = False
    """An agent's status comes and goes with its phone and its word: a difference there is no drift."""


def plan(desired: State, actual: State) -> list[Command]:
    """What to do, in order: what goes, the queues, the agents, the tiers; statuses last,
    so that nobody is offered a call before all is in place."""
    return [
        *_gone(desired, actual),
        *_queues(desired, actual),
        *_agents(desired, actual),
        *_tiers(desired, actual),
        *_statuses(desired, actual),
    ]


def _gone(desired: State, actual: State) -> Iterator[Command]:
    for queue, agent in sorted(actual.tiers.keys() - desired.tiers.keys()):
        yield _command(f"tier del {queue} {agent}", queue, "not wanted", reshapes=True)
    for queue in sorted(actual.queues.keys() - desired.queues.keys()):
        yield _command(f"queue unload {queue}", queue, "not wanted", reshapes=True)
    for agent in sorted(actual.agents.keys() - desired.agents.keys()):
        yield _command(f"agent del {agent}", agent, "not wanted", reshapes=True)


def _queues(desired: State, actual: State) -> Iterator[Command]:
    for name, wanted in desired.queues.items():
        if name not in actual.queues:
            yield _command(f"queue load {name}", name, "missing", reshapes=True)
        elif changes := list(_differences(wanted, actual.queues[name])):
            yield _command(f"queue reload {name}", name, ", ".join(why for *_, why in changes), reshapes=True)


def _agents(desired: State, actual: State) -> Iterator[Command]:
    for name, wanted in desired.agents.items():
        there = actual.agents.get(name)
        if there is None:
            yield _command(f"agent add {name} {wanted['type']}", name, "missing")
            there = dict.fromkeys(wanted, "unset") | {"type": wanted["type"]}
        for column, value, why in _differences(wanted, there):
            if column != "status":
                yield _command(f"agent set {column} {name} {_word(value)}", name, why)


def _tiers(desired: State, actual: State) -> Iterator[Command]:
    for (queue, agent), wanted in desired.tiers.items():
        there = actual.tiers.get((queue, agent))
        if there is None:
            text = f"tier add {queue} {agent} {wanted['level']} {wanted['position']}"
            yield _command(text, queue, "missing")
            continue
        for column, value, why in _differences(wanted, there):
            yield _command(f"tier set {column} {queue} {agent} {value}", queue, why)


def _statuses(desired: State, actual: State) -> Iterator[Command]:
    """An agent's status is its seat's own word, as long as the seat's phone is registered."""
    for name, wanted in desired.agents.items():
        there = actual.agents.get(name, {}).get("status", LOGGED_OUT)
        if there != wanted["status"]:
            yield status(name, wanted["status"], why=f"status {there} → {wanted['status']}")


def status(agent: str, value: str, why: str) -> Command:
    """The command that gives an agent one of mod_callcenter's statuses."""
    text = f"callcenter_config agent set status {agent} {_word(value)}"
    return Command(text, agent, why, passing=True)


def _differences(wanted: Row, there: Row) -> Iterator[tuple[str, str, str]]:
    """(column, wanted value, why), for the columns that the switch prints."""
    for column, value in wanted.items():
        if column in there and there[column] != value:
            yield column, value, f"{column} {there[column]} → {value}"


def _command(text: str, about: str, why: str, reshapes: bool = False) -> Command:
    return Command(f"callcenter_config {text}", about, why, reshapes)


def _word(value: str) -> str:
    """One word of a command line: in quotes when it has blanks."""
    return f"'{value}'" if " " in value else value
