"""The database's statements as parts of a span: their text, and never their parameters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy import event

from ..db import db
from .spans import CLIENT, Span, leaf

LONGEST = 4000
"""Characters of a statement."""

_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d{5,}\b")
"""Values that the program itself wrote into a statement: none of them should be anybody's, none is told."""
_TABLE = re.compile(r"(?i)\b(?:from|into|update)\s+\"?([a-z_]+)")
_LEAF = "seatyard_leaf"


def init_app(app: Flask) -> None:
    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", _begin)
        event.listen(engine, "after_cursor_execute", _end)
        event.listen(engine, "handle_error", _fail)


def _begin(connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
    name, text = told(statement[:LONGEST])
    setattr(context, _LEAF, leaf(name, CLIENT, system=connection.dialect.name, statement=text))


def _end(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
    begun: Span | None = getattr(context, _LEAF, None)
    if begun is not None:
        begun.end()


def _fail(failed: Any) -> None:
    begun: Span | None = getattr(failed.execution_context, _LEAF, None)
    if begun is not None:
        begun.fail(type(failed.original_exception).__name__)
        begun.end()


@lru_cache(1024)
def told(statement: str) -> tuple[str, str]:
    """What a statement is called, such as ``SELECT tenants``, and its text. It may have been cut off, in the
    midst of a value too."""
    text = _LITERAL.sub("?", statement).partition("'")[0].strip()
    table = _TABLE.search(text)
    word = text.partition("\n")[0].partition(" ")[0].upper()
    return f"{word} {table[1]}" if table else word, text
