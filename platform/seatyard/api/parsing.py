"""Arguments and bodies that are not as described are ``InvalidInput``: the first fault, with its place."""

from __future__ import annotations

from typing import Any, NoReturn

from marshmallow import RAISE, ValidationError
from webargs.flaskparser import FlaskParser

from ..errors import InvalidInput

_PLACES = {"json": "body"}


class Parser(FlaskParser):
    """What a schema does not name is refused, in an address too: a misspelt filter would show everything."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def handle_error(self, error: ValidationError, req: Any, schema: Any, **_options: Any) -> NoReturn:
        place, told = _first(error.normalized_messages())  # type: ignore[no-untyped-call]
        head, _, rest = place.partition(".")
        where = ".".join(filter(None, (_PLACES.get(head, head), rest)))
        raise InvalidInput(told, where=where) from error


def _first(messages: Any) -> tuple[str, str]:
    """``{"json": {"number": ["Missing."]}}`` is ``("json.number", "Missing.")``."""
    if isinstance(messages, dict):
        key, inner = next(iter(messages.items()))
        place, told = _first(inner)
        return ".".join(filter(None, (str(key), place))), told
    return "", str(messages[0] if isinstance(messages, list) else messages)
