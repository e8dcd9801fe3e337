"""The dialplan ``inline``: the number dialled is the list of applications (``inline_dialplan_hunt``)."""

from __future__ import annotations

from .walk import Route


def route(number: str) -> Route | None:
    """``answer,sleep:1000``, or with another mark between them ``m:~:answer~sleep:1000``."""
    mark = ","
    if number[:2] == "m:" and number[3:4] == ":":
        mark, number = number[2], number[4:]
    actions = [(name.lstrip(), data) for name, _, data in (one.partition(":") for one in number.split(mark))]
    return Route("inline", actions) if number else None
