"""Form fields as the library sends them, held against its own types: unknown names and kinds are refused."""

from __future__ import annotations

import functools
import re
import types
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin
from urllib.parse import parse_qsl

from stripe import RequestOptions
from typing_extensions import get_type_hints, is_typeddict

from .errors import Invalid

OPTIONS = set(RequestOptions.__annotations__)
"""Of the library's call, not of the request."""

OLDER = {"PaymentIntentCreateParams": {"payment_method_types": NotRequired[list[str]]}}
"""What older versions of the API take: Stripe's own client names none."""


def parsed(text: str) -> dict[str, Any]:
    """``lines[0][amount]=5`` and ``expand[]=x`` as nested mappings and lists of strings."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        keys = [name.split("[", 1)[0], *re.findall(r"\[([^\]]*)\]", name)]
        at = tree
        for key, after in zip(keys, [*keys[1:], None], strict=True):
            key = str(len(at)) if key == "" else key
            if after is None:
                at[key] = value
            else:
                at = at.setdefault(key, {})
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def read(tree: dict[str, Any], shape: Any) -> dict[str, Any]:
    """The fields in their kinds: whole numbers, truths, texts. Invalid names the first that does not fit."""
    read = _mapping(tree, shape, "")
    assert isinstance(read, dict)
    return read


def _mapping(value: Any, shape: Any, at: str) -> Any:
    if not isinstance(value, dict):
        raise Invalid(f"Invalid object: {at}")
    hints = _hints(shape)
    found = {}
    for name, one in value.items():
        place = f"{at}[{name}]" if at else name
        if name not in hints or name in OPTIONS:
            raise Invalid(f"Received unknown parameter: {place}")
        found[name] = _value(one, hints[name], place)
    needed = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired} - OPTIONS
    if needed - found.keys() - shape.__optional_keys__:
        raise Invalid(f"Missing required param: {', '.join(sorted(needed - found.keys()))}")
    return found


@functools.cache
def _hints(shape: Any) -> dict[str, Any]:
    hints = get_type_hints(shape, localns={"StripeContext": object, "Mapping": dict}, include_extras=True)
    return hints | OLDER.get(shape.__name__, {})


def _value(value: Any, hint: Any, at: str) -> Any:
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        return _value(value, get_args(hint)[0], at)
    if origin in (Union, types.UnionType):
        return _one_of(value, get_args(hint), at)
    if origin is Literal:
        if value in get_args(hint):
            return value
        raise Invalid(f"Invalid {at}: must be one of {', '.join(map(str, get_args(hint)))}")
    if origin is list:
        if isinstance(value, list):
            return [_value(one, get_args(hint)[0], f"{at}[{n}]") for n, one in enumerate(value)]
        raise Invalid(f"Invalid array: {at}")
    if origin is dict or not isinstance(hint, type):
        return _texts(value, at)
    if is_typeddict(hint):
        return _mapping(value, hint, at)
    return _plain(value, hint, at)


def _one_of(value: Any, hints: tuple[Any, ...], at: str) -> Any:
    errors = []
    for hint in hints:
        try:
            return _value(value, hint, at)
        except Invalid as error:
            errors.append(error)
    raise errors[-1]


def _texts(value: Any, at: str) -> Any:
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return value
    raise Invalid(f"Invalid object: {at}")


def _plain(value: Any, hint: type, at: str) -> Any:
    if not isinstance(value, str):
        raise Invalid(f"Invalid {at}")
    if hint is bool:
        if value not in ("true", "false"):
            raise Invalid(f"Invalid boolean: {at}={value}")
        return value == "true"
    if hint is int:
        if not re.fullmatch(r"-?\d+", value):
            raise Invalid(f"Invalid integer: {at}={value}")
        return int(value)
    if hint is Decimal:
        try:
            return Decimal(value)
        except InvalidOperation:
            raise Invalid(f"Invalid decimal: {at}={value}") from None
    return value
