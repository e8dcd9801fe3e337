"""Carrying a plan out: each reply checked, looked at again until nothing differs, then acknowledged.

A node acknowledges a generation by holding it in a global variable, which it loses when it is
rebuilt; nothing is remembered between attempts, so whatever broke off is resumed by planning anew.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from seatyard import traces

from ..answers.suspension import VARIABLE as SUSPENDED
from . import actual, registrations
from .actual import Switch
from .plan import Command, plan
from .state import State, domain_of
from .wishes import Wish

logger = logging.getLogger(__name__)

ROUNDS = 4
"""Queues, then what they did not bring along, then the proof that nothing differs; one to spare."""
VARIABLE = "seatyard_generation_"
FEW = 5
"""Tenants whose part of the switch is asked for alone."""
TOLD = 50
"""Tenants that a trace names."""


@dataclass
class Outcome:
    """How an attempt ended, tenant by tenant."""

    acknowledged: list[Wish] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    """By tenant id: the first refusal."""
    differences: dict[int, list[Command]] = field(default_factory=dict)
    """By tenant id: what was missing at first, before anything was done."""


def apply(switch: Switch, wishes: Callable[[], list[Wish]], whole: bool = True) -> Outcome:
    """Bring the switch to the wishes (read anew each round, for they may change meanwhile).

    Not ``whole``: a few tenants' queues and agents are asked for by name, which is fast and
    overlooks what somebody has made on the node by hand.

    Raises SwitchError when the link is lost: the attempt is void, and harmless to repeat.
    """
    with traces.span("apply generations") as ours:
        outcome = _brought(switch, wishes, whole)
        done = outcome.acknowledged[:TOLD]
        ours.note(
            tenant_ids=[wish.tenant_id for wish in done], generations=[wish.generation for wish in done]
        )
        if outcome.problems:
            ours.note(refused_tenant_ids=sorted(outcome.problems)[:TOLD])
            ours.fail("refused")
        return outcome


def _brought(switch: Switch, wishes: Callable[[], list[Wish]], whole: bool) -> Outcome:
    outcome = Outcome()
    for _ in range(ROUNDS):
        open_ones = [wish for wish in wishes() if wish.tenant_id not in outcome.problems]
        plans = plans_of(open_ones, _there(switch, open_ones, whole))
        todo = [(wish, commands) for wish, commands in plans if commands]
        if not outcome.differences:
            outcome.differences = {wish.tenant_id: commands for wish, commands in todo}
        if not todo:
            break
        for wish, commands in todo:
            with traces.step("bring a tenant", tenant_id=wish.tenant_id, generation=wish.generation):
                _carry_out(switch, wish, commands, outcome)
    else:
        for wish, commands in todo:
            left = f"{commands[0].text} is still wanted: {commands[0].why}"
            outcome.problems.setdefault(wish.tenant_id, left)
    _acknowledge(switch, [wish for wish in open_ones if wish.tenant_id not in outcome.problems], outcome)
    return outcome


def _there(switch: Switch, wishes: list[Wish], whole: bool) -> State:
    """What the switch has of a few tenants, or of all."""
    if whole or len(wishes) > FEW:
        return actual.read(switch)
    queues = [queue for wish in wishes for queue in wish.state.queues]
    agents = {agent for wish in wishes for agent in wish.agents}
    return actual.read_of(switch, {wish.domain for wish in wishes}, queues, agents)


def plans_of(wishes: Iterable[Wish], there: State) -> list[tuple[Wish, list[Command]]]:
    """Each wish with the commands that are missing to it."""
    parts = _by_domain(there)
    return [(wish, plan(wish.state, parts.get(wish.domain, State()))) for wish in wishes]


def _by_domain(there: State) -> Mapping[str, State]:
    parts: dict[str, tuple[dict, dict, dict]] = defaultdict(lambda: ({}, {}, {}))  # type: ignore[type-arg]
    for name, row in there.queues.items():
        parts[domain_of(name)][0][name] = row
    for name, row in there.agents.items():
        parts[domain_of(name)][1][name] = row
    for key, row in there.tiers.items():
        parts[domain_of(key[0])][2][key] = row
    return {domain: State(*part) for domain, part in parts.items()}


def _carry_out(switch: Switch, wish: Wish, commands: list[Command], outcome: Outcome) -> None:
    reshaping = [command for command in commands if command.reshapes]
    for command in reshaping or commands:
        reply = switch.bgapi(command.text)
        logger.info("tenant %d: %s: %s", wish.tenant_id, command.text, reply.text.strip())
        if not reply.accepted and not _there_already(reply.text):
            said = reply.text.strip() or "nothing"
            outcome.problems[wish.tenant_id] = f"{command.text}: the switch answered {said!r}"
            return


def _there_already(text: str) -> bool:
    """Another worker, or a queue's loading, was faster; the next round looks at what is there."""
    return text.startswith(("-ERR Agent already exist", "-ERR Tier already exist"))


def _acknowledge(switch: Switch, wishes: list[Wish], outcome: Outcome) -> None:
    if not wishes:
        return
    wanted = [_variables(wish) for wish in wishes]
    pairs = [pair for variables in wanted for pair in variables.items()]
    # Entries of seats that are gone have no name to flush them by, so all go (QUIRKS 27).
    actual.together(switch, ["xml_flush_cache", *(f"global_setvar {name}={value}" for name, value in pairs)])
    replies = actual.together(switch, [f"global_getvar {name}" for name, _ in pairs])
    held = {name: reply.text.strip() for (name, _), reply in zip(pairs, replies, strict=True)}
    for wish, variables in zip(wishes, wanted, strict=True):
        wrong = [name for name, value in variables.items() if held[name] != value]
        if wrong:
            problem = f"{wrong[0]} holds {held[wrong[0]]!r} instead of {variables[wrong[0]]}"
            outcome.problems[wish.tenant_id] = problem
        elif problem := registrations.end(switch, wish.domain, wish.unwelcome):
            outcome.problems[wish.tenant_id] = problem
        else:
            outcome.acknowledged.append(wish)


def _variables(wish: Wish) -> dict[str, str]:
    """What the node holds of a tenant: its generation; and of one that ever was suspended, for the node's
    static files, whether its service stands still."""
    held = {f"{VARIABLE}{wish.tenant_id}": str(wish.generation)}
    if wish.suspended is not None:
        held[f"{SUSPENDED}{wish.tenant_id}"] = "true" if wish.suspended else "false"
    return held


def held_generations(switch: Switch) -> dict[int, int]:
    """The generations that the node says it runs, by tenant id."""
    held = {}
    for line in switch.bgapi("global_getvar").text.splitlines():
        name, _, value = line.partition("=")
        tenant = name.removeprefix(VARIABLE)
        if name.startswith(VARIABLE) and tenant.isdigit() and value.strip().isdigit():
            held[int(tenant)] = int(value)
    return held
