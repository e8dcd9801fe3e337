"""What no request may hold: more than its view takes, and characters that are no text.

PostgreSQL neither keeps nor compares the latter. Nodes' requests (``/switch/``) are looked at by their views,
which know who asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, current_app, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from .errors import InvalidInput, TooLarge

F = TypeVar("F", bound=Callable[..., Any])

_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_NODES, _PROGRAMS = "/switch/", "/api/"
_FORM = "application/x-www-form-urlencoded"
LONGEST = 1_000_000
"""Bytes of a body, where the view does not say otherwise."""
FORM_BYTES = 64 * 1024
"""Of a form beside its file."""


def at_most(size: int) -> Callable[[F], F]:
    """Mark a view: of a longer body, in bytes, nothing is read, whoever sends it."""

    def mark(view: F) -> F:
        view.longest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def text_of() -> str:
    """The body as text. InvalidInput where it is none."""
    try:
        text = request.get_data().decode()
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", where="body") from error
    if _NO_TEXT.search(text):
        raise InvalidInput("holds a character that is no text", where="body")
    return text


def json_of() -> dict[str, Any]:
    """The body as a JSON object. InvalidInput where it is none."""
    try:
        found = json.loads(text_of())
        texts = list(_within(found))
    except (ValueError, RecursionError) as error:
        raise InvalidInput("is not JSON", where="body") from error
    if not isinstance(found, dict):
        raise InvalidInput("is not a JSON object", where="body")
    if any(map(_NO_TEXT.search, texts)):
        raise InvalidInput("holds a character that is no text", where="body")
    return found


def init_app(app: Flask) -> None:
    """Refuse such requests before anything looks at what they name; know whom one through proxies is from."""
    app.url_value_preprocessor(check)
    if proxies := app.extensions["settings"].proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]


def check(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Raises TooLarge, InvalidInput. Before a page or an API call is looked for, and who asks; before the
    body is read for a form's token (CSRF)."""
    if endpoint is None:
        return
    if not request.path.startswith(_NODES):
        _bound(_longest(endpoint))
    if any(map(_NO_TEXT.search, _told())):
        raise InvalidInput("holds a character that is no text", where="request")


def _longest(endpoint: str) -> int:
    """Who has not logged in sends no files; a program's is read by its view alone, after its token."""
    longest: int = getattr(current_app.view_functions.get(endpoint), "longest_body", LONGEST)
    file = request.path.startswith(_PROGRAMS) and not request.is_json
    return LONGEST if longest > LONGEST and not file and "_user_id" not in session else longest


def _bound(longest: int) -> None:
    """One that does not say how long it is gets no further than this when it is read."""
    request.max_content_length = longest
    if (request.content_length or 0) > longest:
        raise TooLarge("a request of too many bytes", where="body", allowed=f"up to {longest} bytes")


def _told() -> Iterator[str]:
    """Nobody has logged in yet: the bodies of nodes' requests and files are not read here."""
    yield request.path
    for key, value in request.args.items(multi=True):
        yield from (key, value)
    if request.content_length == 0:
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
