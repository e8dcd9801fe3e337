"""YAML files that people write: read strictly, checked against a JSON Schema, refused in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from . import extent
from .errors import InvalidInput

LONGEST = 80
"""Characters of a wrong value that a message shows."""


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, where PyYAML was built with it."""
MOST_DIGITS = 30


class _Strict(_Loader):  # type: ignore[misc]
    """Refuses a key given twice (YAML would quietly keep the last) and keeps dates as text.

    A number that Python would not hold as it was written stays text as well, so that a schema refuses it
    with its path.
    """


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str | int] = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) and type(key) is not int:
            problem = f"key {_short(key)} is not text; put it in quotes"
            raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} twice", key_node.start_mark)
        seen.add(key)
    loader.flatten_mapping(node)
    return {
        loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value
    }


def _whole(loader: Any, node: yaml.ScalarNode) -> Any:
    """A plain decimal number. What YAML 1.1 makes of ``0123``, ``0x10`` or ``1:30`` nobody means: text."""
    plain = re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", node.value) and len(node.value) <= MOST_DIGITS
    return int(node.value) if plain else node.value


def _point(loader: Any, node: yaml.ScalarNode) -> Any:
    """A number with a point, if the shortest text of the float is the one that was written."""
    value = loader.construct_yaml_float(node)
    try:
        exact = isfinite(value) and Decimal(repr(value)) == Decimal(node.value.replace("_", ""))
    except InvalidOperation:
        exact = False
    return value if exact else node.value


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Strict.add_constructor("tag:yaml.org,2002:int", _whole)
_Strict.add_constructor("tag:yaml.org,2002:float", _point)
_Strict.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; dates stay text, so that a schema can say what they must be.

    InvalidInput for what is no such file: too big, nested without end, not UTF-8, not YAML.
    """
    try:
        with path.open("rb") as file:
            content = file.read(extent.MOST_BYTES + 1)
        if len(content) > extent.MOST_BYTES:
            most = f"up to {extent.MOST_BYTES // 2**20} MB"
            raise InvalidInput("is too big", where=str(path), allowed=most)
        return parse(content.decode(), str(path))
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be read", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", where=str(path)) from error


def parse(text: str, name: str, *, most: int = extent.MOST_NODES) -> dict[str, Any]:
    """The mapping in a YAML text of up to ``most`` values; faults are named by ``name`` and their line."""
    try:
        extent.check(yaml.parse(text, Loader=_Strict), most)
        document = yaml.load(text, Loader=_Strict)
    except yaml.YAMLError as error:
        raise InvalidInput(_problem(error), where=_place(name, error)) from error
    if not isinstance(document, dict):
        raise InvalidInput("is not a mapping of sections", where=name)
    return document


def written(document: dict[str, Any]) -> str:
    """The YAML text that is read as ``document`` again."""
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    return text


def line(value: Any) -> str:
    """A part of a document as YAML on one line."""
    text: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=float("inf"))
    return text.removesuffix("...\n").strip()


def check(document: Any, schema: dict[str, Any], *, at: str = "") -> None:
    """Refuse ``document`` with the path of its worst fault and what is allowed there.

    ``at`` is the path of the document itself inside the file that it came from.
    """
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    error = best_match(validator.iter_errors(document))
    if error is not None:
        raise InvalidInput(_message(error), where=path_of(error.absolute_path, at), allowed=_allowed(error))


def path_of(parts: Iterable[str | int], at: str = "") -> str:
    """``seats[1].number`` from ``("seats", 1, "number")``."""
    path = at
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f"{'.' if path else ''}{part}"
    return path or "the document"


def _place(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name


def _problem(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    # libyaml has a bound of its own (of 1,000 levels), which a text of nothing but brackets meets first
    return f"not YAML: {extent.TOO_DEEP if 'maximum nesting depth' in problem else problem}"


def _message(error: ValidationError) -> str:
    rule: Any = error.validator
    instance: Any = error.instance
    if rule == "required":
        return f"{_missing(error)} is missing"
    if rule == "maxItems":
        return f"{len(instance)} entries are too many"
    if rule == "additionalProperties":
        return f"unknown key {next(key for key in instance if key not in _known_keys(error))!r}"
    if rule in ("minItems", "minProperties"):
        return error.message
    return f"{_short(instance)} is not allowed"


def _short(value: Any) -> str:
    """A value as a line can bear it."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _allowed(error: ValidationError) -> str:
    schema: Any = error.schema
    if error.validator == "enum":
        return ", ".join(_names(error.validator_value))
    if error.validator == "additionalProperties":
        return ", ".join(_known_keys(error))
    if error.validator == "required":
        wanted = schema.get("properties", {}).get(_missing(error), {})
        return ", ".join(_names(wanted.get("enum", ()))) or str(wanted.get("description", ""))
    if error.validator == "maxItems":
        return f"up to {error.validator_value}"
    return str(schema.get("description") or schema.get("format") or error.validator_value)


def _missing(error: ValidationError) -> str:
    instance: Any = error.instance
    return next(key for key in _names(error.validator_value) if key not in instance)


def _known_keys(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    return list(schema.get("properties", {}))


def _names(value: Any) -> list[str]:
    return [str(name) for name in value]
