"""Routes, compiled once a process: most of the time of making an application."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import Rule


def compile_once() -> None:
    """Each test makes an application of its own, with the same hundreds of routes.

    What a rule is compiled to follows from its text alone where it has no defaults; the builders of
    addresses are functions of which the rule itself is an argument.
    """
    known: dict[Any, tuple[Any, ...]] = {}
    compiled = Rule.compile

    def once(rule: Rule) -> None:
        text = rule.rule, rule.host, rule.subdomain, rule.merge_slashes
        if rule.defaults:
            compiled(rule)
            return
        if text not in known:
            compiled(rule)
            builders = rule._build.__func__, rule._build_unknown.__func__  # type: ignore[attr-defined]
            known[text] = rule._parts, rule._trace, rule._converters, rule.arguments, *builders
            return
        rule._parts, rule._trace, rule._converters, arguments, build, build_unknown = known[text]
        rule.arguments |= arguments
        rule._build, rule._build_unknown = build.__get__(rule, None), build_unknown.__get__(rule, None)

    Rule.compile = once  # type: ignore[method-assign]
