"""The address builders of routes, compiled once a process: most of the time of making an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """Each test makes an application of its own, with the same hundred routes.

    A builder is a function of what its rule is made of; the rule with its converters is an argument of it.
    """
    known: dict[Any, Builder] = {}
    compiled = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compiled(rule, append_unknown)
        made_of = rule.rule, tuple(rule._trace), append_unknown
        if made_of not in known:
            known[made_of] = compiled(rule, append_unknown)
        return known[made_of]

    Rule._compile_builder = once  # type: ignore[method-assign]
