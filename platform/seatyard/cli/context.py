"""What commands share: the application around them, and their two ways of answering."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar

import click
from flask import current_app

from ..app import create_app

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def with_app(function: F) -> F:
    """Run the command inside the application, unless a test has put one around it already."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        if current_app:
            return function(*args, **kwargs)
        with create_app().app_context():
            return function(*args, **kwargs)

    return run  # type: ignore[return-value]


def answer(value: Any, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print ``value`` as JSON, or the lines meant for a person."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines():
        click.echo(line)
