"""A dialplan context as data, read from XML once and walked for every call."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from ..conf.settings import true
from ..xml.source import Found

ON_FALSE, ON_TRUE, ALWAYS, NEVER = "on-false", "on-true", "always", "never"

TIME_FIELDS = (
    "date-time",
    "year",
    "yday",
    "mon",
    "mday",
    "week",
    "mweek",
    "wday",
    "hour",
    "minute",
    "minute-of-day",
    "time-of-day",
)


@dataclass(frozen=True)
class Action:
    """One ``<action>`` or ``<anti-action>``."""

    application: str
    data: str
    inline: bool


@dataclass(frozen=True)
class Test:
    """A field against an expression, and the moments at which it holds."""

    field: str | None
    expression: str
    times: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Condition:
    test: Test
    rule: str | None
    """``all``, ``any`` or ``xor`` over ``tests``, for ``<condition regex=…>``."""
    tests: tuple[Test, ...]
    breaks: str
    actions: tuple[Action, ...]
    anti_actions: tuple[Action, ...]
    nested: tuple[Condition, ...]


@dataclass(frozen=True)
class Extension:
    name: str
    continues: bool
    conditions: tuple[Condition, ...]


def context(found: Found, name: str) -> tuple[Extension, ...] | None:
    """The extensions of a context (or of ``global``), none if there is neither."""
    known = found.document.derived
    if name not in known:
        known[name] = _read(found.element, name)
    extensions: tuple[Extension, ...] | None = known[name]
    return extensions


def _read(section: etree._Element, name: str) -> tuple[Extension, ...] | None:
    for wanted in (name, "global"):
        for element in section.iterfind("context"):
            if element.get("name") == wanted:
                return tuple(_extension(each) for each in element.iterfind("extension"))
    return None


def _extension(element: etree._Element) -> Extension:
    return Extension(
        name=element.get("name") or "UNKNOWN",
        continues=true(element.get("continue")),
        conditions=tuple(_condition(each) for each in element.iterfind("condition")),
    )


def _condition(element: etree._Element) -> Condition:
    rule = element.get("regex")
    breaks = (element.get("break") or "").lower()
    return Condition(
        test=_test(element),
        rule=rule.lower() if rule else None,
        tests=tuple(_test(each) for each in element.iterfind("regex")),
        breaks=breaks if breaks in (ON_TRUE, ALWAYS, NEVER) else ON_FALSE,
        actions=_actions(element, "action"),
        anti_actions=_actions(element, "anti-action"),
        nested=tuple(_condition(each) for each in element.iterfind("condition")),
    )


def _test(element: etree._Element) -> Test:
    inner = element.find("expression")
    expression = (inner.text if inner is not None else element.get("expression")) or ""
    times = tuple((name, element.get(name, "")) for name in TIME_FIELDS if element.get(name))
    return Test(element.get("field"), expression.strip(), times)


def _actions(element: etree._Element, tag: str) -> tuple[Action, ...]:
    found = []
    for each in element.iterfind(tag):
        data = (each.text or "").strip() or each.get("data", "")
        action = Action(each.get("application", ""), data, true(each.get("inline")))
        loop = each.get("loop", "1")
        found.extend([action] * (int(loop) if loop.isdecimal() else 1))
    return tuple(found)
