"""``${name}``, ``${name:offset:length}``, ``${name[index]}`` and ``${api(argument)}`` in dialplan text."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Protocol

_ADORNED = re.compile(r"^(?P<name>[^:\[]+)(\[(?P<index>\d+)\])?(:(?P<offset>-?\d+)(:(?P<length>\d+))?)?$")
_CALL = re.compile(r"^(?P<name>\w+)[ (](?P<argument>.*?)\)?$", re.DOTALL)

_SPECIAL = re.compile(r"\\[\\$]|\$\{")
"""A reference, or a backslash that keeps the next backslash or dollar for another expansion."""

ApiFunction = Callable[[str, str], str | None]


class Waits(Exception):
    """A command of the text has no answer yet: ``reply`` gives it."""

    def __init__(self, name: str, argument: str, reply: Awaitable[str]) -> None:
        super().__init__(name, argument)
        self.name = name
        self.argument = argument
        self.reply = reply


class Variables(Protocol):
    """Where names are looked up."""

    def get(self, name: str) -> str | None: ...

    def values(self, name: str) -> list[str]: ...


def expand(text: str, variables: Variables, api: ApiFunction) -> str:
    """``switch_channel_expand_variables``: unknown names become empty."""
    if "${" not in text:
        return text
    out = []
    position = 0
    while (found := _SPECIAL.search(text, position)) is not None:
        out.append(text[position : found.start()])
        position = found.end()
        if found[0] != "${":
            out.append(found[0][1])
            continue
        end = _closing(text, position)
        if end < 0:
            out.append(found[0])
            continue
        out.append(_value(expand(text[position:end], variables, api), variables, api))
        position = end + 1
    return "".join(out) + text[position:]


def _closing(text: str, position: int) -> int:
    depth = 1
    for index in range(position, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index
    return -1


def _value(inner: str, variables: Variables, api: ApiFunction) -> str:
    call = _CALL.match(inner) if inner.endswith(")") else None
    if call:
        return api(call["name"], call["argument"]) or ""
    adorned = _ADORNED.match(inner)
    if not adorned:
        return variables.get(inner) or ""
    if adorned["index"] is not None:
        found = variables.values(adorned["name"])
        index = int(adorned["index"])
        value = found[index] if index < len(found) else ""
    else:
        value = variables.get(adorned["name"]) or ""
    if adorned["offset"] is None:
        return value
    value = value[int(adorned["offset"]) :]
    return value if adorned["length"] is None else value[: int(adorned["length"])]
