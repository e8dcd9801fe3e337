"""``hash``, ``hash_dump`` and ``expr``."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable

from ..switch import Switch

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)")


def add(switch: Switch) -> None:
    def hash_dump(argument: str) -> str:
        counted = switch.limits.dump() if argument.partition(" ")[0] in ("all", "limit") else ""
        return counted + switch.memory.dump(argument)

    switch.registry.add("hash", switch.memory.command)
    switch.registry.add("hash_dump", hash_dump)
    switch.registry.add("expr", expr)


def expr(text: str) -> str:
    """mod_expr's arithmetic, of numbers alone, no needless decimals; ``07`` is 7, a line's end a blank."""
    plain = _ZEROS.sub("", " ".join(text.split()))
    try:
        value = _value(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return "!err!"
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("not a sum of numbers")
