"""What no request may hold: characters that are no text. PostgreSQL neither keeps nor compares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask, request

from .errors import InvalidInput

_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_NODES, _PROGRAMS = "/switch/", "/api/"
_FORM = "application/x-www-form-urlencoded"
LOOKED_AT = 1_000_000
"""Bytes of a body."""


def init_app(app: Flask) -> None:
    """Refuse such requests before anything looks at what they name."""
    app.url_value_preprocessor(check)


def check(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Raises InvalidInput. Before a page or an API call is looked for, and who asks."""
    if endpoint is not None and any(map(_NO_TEXT.search, _told())):
        raise InvalidInput("holds a character that is no text", where="request")


def _told() -> Iterator[str]:
    """Nobody has logged in yet: the bodies of nodes' requests, files and what is long are not read here."""
    yield request.path
    for key, value in request.args.items(multi=True):
        yield from (key, value)
    if not 0 < (request.content_length or 0) <= LOOKED_AT:
        return
    if request.path.startswith(_PROGRAMS):
        yield from _within(request.get_json(silent=True))
    elif request.mimetype == _FORM and not request.path.startswith(_NODES):
        for key, value in request.form.items(multi=True):
            yield from (key, value)


def _within(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from _within(value)
    elif isinstance(document, list):
        for value in document:
            yield from _within(value)
