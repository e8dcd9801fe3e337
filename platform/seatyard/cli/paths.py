"""Files that commands are given."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import click


class _ExistingFile(click.Path):
    """One that is out of reach is told from one that is not there: on a server the command runs as the user
    ``seatyard``, whoever started it (docs/deploy.md), and root's folder, where files lie, is closed to it."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        try:
            os.stat(value)
        except PermissionError:
            self.fail(f"File '{value}' is out of reach of the user {getpass.getuser()!r}.", param, ctx)
        except OSError:
            pass  # said below
        return super().convert(value, param, ctx)


EXISTING_FILE = _ExistingFile()
