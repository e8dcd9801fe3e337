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


def anti_action(application: str, data: str = "") -> Element:
    """An application for when its condition does not match."""
    return element("anti-action", {"application": application} | ({"data": data} if data else {}))


def inline(name: str, value: str) -> Element:
    """Set a variable while the dialplan is still being searched, for the conditions that follow."""
    return element("action", {"application": "set", "data": f"{name}={value}", "inline": "true"})


def extension(name: str, *conditions: Element, goes_on: bool = False) -> Element:
    """``goes_on``: the search goes on behind it, and what else is found is done after its actions."""
    return element("extension", {"name": name} | ({"continue": "true"} if goes_on else {}), *conditions)


def when(field: str, expression: str, *actions: Element, breaks: str = "on-false") -> Element:
    """A condition: ``field`` (a caller field, or ``${variable}``) matches the regular expression.

    ``breaks`` says when the walk through the extension ends there: ``never`` for one that may fail.
    """
    condition = {"field": field, "expression": expression}
    return element("condition", condition | ({"break": breaks} if breaks != "on-false" else {}), *actions)


def always(*actions: Element) -> Element:
    """A condition that holds for every call that comes as far."""
    return when("${uuid}", "^.*$", *actions)


def stopping(field: str, expression: str, *actions: Element) -> Element:
    """A condition of which, in its extension, the first that matches is the last to be looked at."""
    return element("condition", {"field": field, "expression": expression, "break": "on-true"}, *actions)


def dialled(expression: str, *actions: Element) -> Element:
    return when("destination_number", expression, *actions)


def copied(of: Element) -> Element:
    """lxml moves an element that is given a second parent; this one stays where it is."""
    return element(of.tag, {str(key): str(value) for key, value in of.attrib.items()})


def named(name: str, *actions: Element) -> Element:
    """The extension that exactly this name reaches."""
    return extension(name, dialled(f"^{name}$", *actions))


def transfer(target: str, context: str) -> Element:
    return action("transfer", f"{target} XML {context}")
