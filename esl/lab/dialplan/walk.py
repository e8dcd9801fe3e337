"""Walks a context for a call and gathers what to execute afterwards, as mod_dialplan_xml does.

One of its oddities is kept: a condition whose time matches and whose field does
not still runs its actions, because only the first of the two clears the
anti-action flag (mod_dialplan_xml.c:parse_exten).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from .plan import ALWAYS, NEVER, ON_FALSE, ON_TRUE, Action, Condition, Extension, Test
from .times import holds

_REFERENCE = re.compile(r"[$](\d)")
_DEEPEST = 100


class Caller(Protocol):
    """The call that is being routed."""

    def field(self, name: str) -> str: ...

    async def expanded(self, text: str) -> str: ...

    def set(self, name: str, value: str | list[str] | None) -> None: ...

    def moments(self) -> tuple[datetime, datetime]: ...


@dataclass
class Route:
    """What the walk found: the extension's name and the applications to execute, in order."""

    name: str = ""
    actions: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=4096)
def compiled(expression: str) -> re.Pattern[str] | None:
    """The expression, ``/…/i`` form included; none if it cannot be compiled (it then never matches)."""
    flags = 0
    if expression.startswith("/") and expression.rfind("/") > 0:
        expression, _, options = expression[1:].rpartition("/")
        flags = re.IGNORECASE if "i" in options else 0
    try:
        return re.compile(expression, flags)
    except re.error:
        return None


async def walk(
    extensions: tuple[Extension, ...], caller: Caller, inline: Callable[[str, str], Awaitable[None]]
) -> Route | None:
    """The route of ``caller`` through the context; none if no extension took it."""
    route: Route | None = None
    for extension in extensions:
        walker = _Walker(caller, inline, route, extension.name)
        proceeds = await walker.conditions(extension.conditions, 0)
        route = walker.route
        if proceeds and not extension.continues:
            break
    return route


class _Walker:
    """The walk through one extension."""

    def __init__(
        self,
        caller: Caller,
        inline: Callable[[str, str], Awaitable[None]],
        route: Route | None,
        name: str,
    ) -> None:
        self.caller = caller
        self.inline = inline
        self.route = route
        self.name = name

    async def conditions(self, conditions: tuple[Condition, ...], depth: int) -> bool:
        proceeds = False
        for condition in conditions:
            proceeds, passed = await self._condition(condition)
            if _stops(condition.breaks, passed):
                break
            if proceeds and condition.nested and depth < _DEEPEST:
                proceeds = await self.conditions(condition.nested, depth + 1)
                if not proceeds:
                    if condition.breaks == NEVER:
                        continue
                    break
        return proceeds

    async def _condition(self, condition: Condition) -> tuple[bool, bool]:
        """Whether the walk goes on as matched, and whether the condition passed."""
        timely = holds(condition.test.times, *self.caller.moments())
        match: re.Match[str] | None = None
        if condition.rule:
            passed, match = await self._several(condition)
            proceeds = passed or timely is True
            passed = proceeds
        elif condition.test.field is not None:
            match = await self._match(condition.test)
            proceeds = match is not None
            passed = proceeds or timely is True
        else:
            proceeds = passed = timely is not False
        if not passed:
            for action in condition.anti_actions:
                await self._add(action, action.data)
                proceeds = True
            return proceeds, False
        self._remember(match)
        for action in condition.actions:
            await self._add(action, _substituted(action.data, match))
        return proceeds, True

    async def _several(self, condition: Condition) -> tuple[bool, re.Match[str] | None]:
        passes = fails = 0
        captured: re.Match[str] | None = None
        for test in condition.tests:
            timely = holds(test.times, *self.caller.moments())
            if test.field is not None:
                match = await self._match(test)
                passed = match is not None
                captured = match or captured
            else:
                passed = timely is not False
            passes, fails = passes + passed, fails + (not passed)
            if condition.rule != "xor" and passed != (condition.rule == "all"):
                break
        if condition.rule == "xor":
            return passes == 1, captured
        return (not fails if condition.rule == "all" else passes > 0), captured

    async def _match(self, test: Test) -> re.Match[str] | None:
        pattern = compiled(await self.caller.expanded(test.expression))
        name = test.field or ""
        value = await self.caller.expanded(name) if "$" in name else self.caller.field(name)
        return pattern.search(value) if pattern else None

    def _remember(self, match: re.Match[str] | None) -> None:
        if match is not None and match.re.groups:
            self.caller.set("DP_MATCH", [match[0], *(group or "" for group in match.groups())])

    async def _add(self, action: Action, data: str) -> None:
        if self.route is None:
            self.route = Route(self.name)
        if action.inline:
            await self.inline(action.application, data)
            return
        self.route.actions.append((action.application, data))


def _stops(breaks: str, passed: bool) -> bool:
    return breaks == ALWAYS or (breaks == ON_TRUE and passed) or (breaks == ON_FALSE and not passed)


def _substituted(data: str, match: re.Match[str] | None) -> str:
    if match is None or not match.re.groups or "$" not in data:
        return data

    def group(found: re.Match[str]) -> str:
        number = int(found[1])
        return (match[number] or "") if number <= match.re.groups else ""

    return _REFERENCE.sub(group, data)
