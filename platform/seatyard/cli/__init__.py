"""The ``seatyard`` command. Each floor has a table of its own commands (``cli.COMMANDS``)."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NoReturn

import click

from .. import __version__
from ..errors import SeatyardError
from ..features import FEATURES
from .later import Later


class Commands(click.Group):
    """The group of all floors' commands; a SeatyardError becomes one line and exit status 2, as does a
    database that is away or has another schema."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._fill()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        self._fill()
        return super().get_command(ctx, name)

    def _fill(self) -> None:
        """From the floors' tables, lower ones first: a floor hangs commands into groups of those below it."""
        if self.commands:
            return
        groups: dict[str, Later] = {}
        for table in ("seatyard.cli.ground", *(f"{floor}.cli" for floor in FEATURES)):
            for one in import_module(table).COMMANDS:
                if one.group:
                    groups[one.group].hold(one)
                else:
                    groups[one.name] = one
        self.commands.update(groups)

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
