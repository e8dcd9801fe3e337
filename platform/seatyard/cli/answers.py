"""The two ways in which commands answer: for a person, and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def answer(value: Any, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print ``value`` as JSON, or the lines meant for a person."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines():
        click.echo(line)
