"""``seatyard doctor``: what is missing or wrong with this installation, and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import current_app

from .. import actor, scope
from ..app import create_app
from ..config import Settings
from ..doctor import Told, fault, look, status
from ..errors import InvalidInput
from .answers import as_json


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Look whether the installation is whole; nothing is changed.

    Exit status 0: all is well; 1: there are warnings; 2: there are faults.
    """
    told = []
    for one in _looked():
        told.append(one)
        if not as_json:
            click.echo(one.line)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in told], ensure_ascii=False, indent=2))
    sys.exit(status(told))


def _looked() -> Iterator[Told]:
    """As far as it goes: with settings that cannot be read nothing else can be looked at."""
    if current_app:
        yield from look()
        return
    try:
        settings = Settings.from_env()
    except InvalidInput as error:
        yield from (fault("settings", line, "docs/settings.md") for line in str(error).splitlines())
        return
    with actor.commanding():
        scope.house()
        with create_app(settings, served=False).app_context():
            yield from look()
