"""The two ways in which commands answer: for a person, and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..errors import InvalidInput

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def answer(value: Any, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print ``value`` as JSON, or the lines meant for a person."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines():
        click.echo(line)


def write_out(content: bytes, out: Path | None) -> None:
    """To a file, told on the error channel, or to the terminal. Raises InvalidInput where it cannot."""
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be written", where=str(out)) from error
    click.echo(f"{out}: {len(content)} bytes", err=True)
