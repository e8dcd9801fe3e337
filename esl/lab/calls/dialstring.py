"""Dial strings: ``{for all}[for this one]sofia/gateway/carrier1/123,user/1001@acme|…``."""

from __future__ import annotations

from dataclasses import dataclass

_PAIRS = {"{": "}", "[": "]", "<": ">", "(": ")"}


@dataclass(frozen=True)
class Target:
    """One leg to try: endpoint (``user``, ``sofia``, ``error``, …), its address, its own variables."""

    endpoint: str
    address: str
    variables: dict[str, str]


@dataclass(frozen=True)
class DialString:
    """Groups are tried one after another (``|``), the targets of a group at once (``,``)."""

    variables: dict[str, str]
    groups: tuple[tuple[Target, ...], ...]


def parse(text: str) -> DialString:
    """The dial string's parts; an empty one has no groups."""
    variables: dict[str, str] = {}
    text = text.strip()
    while text[:1] in ("{", "<"):
        end = _end(text)
        variables.update(assignments(text[1:end]))
        text = text[end + 1 :].lstrip()
    groups = tuple(
        tuple(_target(each) for each in _split(group, ",") if each.strip()) for group in _split(text, "|")
    )
    return DialString(variables, tuple(group for group in groups if group))


def assignments(text: str) -> dict[str, str]:
    """``a=1,b='x,y'``, or with another separator ``^^:a=1:b=2``."""
    separator = ","
    if text.startswith("^^") and len(text) > 2:
        separator, text = text[2], text[3:]
    pairs = [part.partition("=") for part in _split(text, separator) if "=" in part]
    return {name.strip(): value.strip().strip("'") for name, _, value in pairs}


def _target(text: str) -> Target:
    text = text.strip()
    variables: dict[str, str] = {}
    while text.startswith("["):
        end = _end(text)
        variables.update(assignments(text[1:end]))
        text = text[end + 1 :].lstrip()
    endpoint, _, address = text.partition("/")
    return Target(endpoint.lower(), address, variables)


def _end(text: str) -> int:
    """Where the bracket that ``text`` begins with is closed."""
    depth, opening, closing = 0, text[0], _PAIRS[text[0]]
    for index, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return index
    return len(text)


def _split(text: str, separator: str) -> list[str]:
    parts, start, depth, quoted = [], 0, 0, False
    for index, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        elif character == separator and not depth and not quoted:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]
