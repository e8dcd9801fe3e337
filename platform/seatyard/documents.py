"""YAML files that people write: read strictly, checked against a JSON Schema, refused in one line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from .errors import InvalidInput


class _Strict(yaml.SafeLoader):
    """Refuses a key given twice (YAML would quietly keep the last) and keeps dates as text."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node)


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Strict.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; dates stay text, so that a schema can say what they must be."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be read", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", where=str(path)) from error
    except yaml.YAMLError as error:
        raise InvalidInput(_problem(error), where=_place(path, error)) from error
    if not isinstance(document, dict):
        raise InvalidInput("is not a mapping of sections", where=str(path))
    return document


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


def _place(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)


def _problem(error: yaml.YAMLError) -> str:
    return f"not YAML: {getattr(error, 'problem', None) or error}".splitlines()[0]


def _message(error: ValidationError) -> str:
    rule: Any = error.validator
    instance: Any = error.instance
    if rule == "required":
        return f"{next(key for key in _names(error.validator_value) if key not in instance)} is missing"
    if rule == "additionalProperties":
        return f"unknown key {next(key for key in instance if key not in _known_keys(error))!r}"
    if rule in ("enum", "const", "pattern", "format", "type", "minimum", "maximum"):
        return f"{instance!r} is not allowed"
    return error.message


def _allowed(error: ValidationError) -> str:
    schema: Any = error.schema
    if error.validator == "enum":
        return ", ".join(_names(error.validator_value))
    if error.validator == "additionalProperties":
        return ", ".join(_known_keys(error))
    if error.validator in ("type", "format", "pattern", "minimum", "maximum"):
        return str(schema.get("description") or schema.get("format") or error.validator_value)
    return ""


def _known_keys(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    return list(schema.get("properties", {}))


def _names(value: Any) -> list[str]:
    return [str(name) for name in value]
