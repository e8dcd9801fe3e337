"""The ``seatyard`` command. Each feature brings its own sub-commands (``<feature>/cli.py``)."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NoReturn

import click

from .. import __version__
from ..errors import SeatyardError

ALONE = {"simulate": "billing.offline", "schema": "billing.offline"}
"""Commands that need neither database nor switch. They load their own module only: people type them
again and again, and should not wait for what they do not use."""


class Commands(click.Group):
    """The group of all features' commands; a SeatyardError becomes one line and exit status 2, as does a
    database that is away or has another schema."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return sorted(self.commands)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in ALONE:
            self._add(ALONE[name])
        else:
            self._load()
        return self.commands.get(name)

    def _load(self) -> None:
        from ..app import FEATURES

        for module in (
            "seatyard.cli.database",
            "seatyard.cli.clock",
            "seatyard.cli.secrets",
            "seatyard.cli.doctor",
            "seatyard.audit.cli",
            *(f"{feature}.cli" for feature in FEATURES),
        ):
            self._add(module)

    def _add(self, module: str) -> None:
        for command in import_module(module).commands:
            self.add_command(command)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SeatyardError as error:
            _fail(error)
        except Exception as error:
            if "sqlalchemy" not in sys.modules:  # a command that needs none waits for none
                raise
            from .faults import as_ours

            if (ours := as_ours(error)) is None:
                raise
            _fail(ours)


def _fail(error: SeatyardError) -> NoReturn:
    for line in str(error).splitlines():
        click.echo(f"seatyard: {line}", err=True)
    sys.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seatyard")
def main() -> None:
    """Rented call-centre seats on FreeSWITCH: contract to switch to invoice."""
