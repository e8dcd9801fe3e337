"""What commands share: the application around them, and their two ways of answering."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from .. import actor, scope
from ..app import create_app
from .answers import answer, as_json, write_out

__all__ = ["answer", "as_json", "with_app", "write_out"]

F = TypeVar("F", bound=Callable[..., Any])


def with_app(function: F) -> F:
    """Run the command inside the application, unless a test has put one around it already."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with actor.commanding():
            if current_app:
                return function(*args, **kwargs)
            scope.house()
            with create_app(served=False).app_context():
                return function(*args, **kwargs)

    return run  # type: ignore[return-value]
