"""Dialplan elements, built with lxml so that no text can break out of its attribute."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

Element = etree._Element
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, attributes: Mapping[str, str] | None = None, *children: Element) -> Element:
    """An element; characters that XML 1.0 cannot carry become U+FFFD."""
    made = etree.Element(tag, {k: _FORBIDDEN.sub("\ufffd", v) for k, v in (attributes or {}).items()})
    made.extend(children)
    return made


def param(name: str, value: str) -> Element:
    return element("param", {"name": name, "value": value})


def variable(name: str, value: str) -> Element:
    return element("variable", {"name": name, "value": value})


def action(application: str, data: str = "") -> Element:
    """One application of the switch, with its argument as FreeSWITCH writes it."""
    return element("action", {"application": application} | ({"data": data} if data else {}))


def extension(name: str, *conditions: Element) -> Element:
    return element("extension", {"name": name}, *conditions)


def when(field: str, expression: str, *actions: Element) -> Element:
    """A condition: ``field`` (a caller field, or ``${variable}``) matches the regular expression."""
    return element("condition", {"field": field, "expression": expression}, *actions)


def dialled(expression: str, *actions: Element) -> Element:
    return when("destination_number", expression, *actions)


def named(name: str, *actions: Element) -> Element:
    """The extension that exactly this name reaches."""
    return extension(name, dialled(f"^{name}$", *actions))


def transfer(target: str, context: str) -> Element:
    return action("transfer", f"{target} XML {context}")
