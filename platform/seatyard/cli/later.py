"""Commands that a table names and describes, imported when they are used and not when they are listed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from .. import collector


class Later(click.Command):
    """Stands for the command ``at``, such as ``esl.nodes.cli:node``, until somebody uses it.

    ``path`` is what people type: ``seat dial`` hangs in ``seat``, whichever floor has that one. ``help`` is
    the command's first sentence (a test holds the two together). Where ``at`` is None it is a group that has
    nothing but what hangs in it.
    """

    def __init__(self, path: str, at: str | None, help: str) -> None:
        self.group, _, name = path.rpartition(" ")
        super().__init__(name, help=help)
        self.at = at
        self._inside: list[Later] = []

    def hold(self, one: Later) -> None:
        """Have a command of another module in this group."""
        self._inside.append(one)

    def load(self) -> click.Command:
        if self.at is None:
            found: click.Command = click.Group(self.name, help=self.help)
        else:
            module, _, attribute = self.at.partition(":")
            with collector.waiting():
                found = getattr(import_module(module), attribute)
        if isinstance(found, click.Group):
            for one in self._inside:
                found.add_command(one)
        return found

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Here click begins to parse, run, explain or complete a command: from here on it is the real one."""
        return self.load().make_context(info_name, args, parent, **extra)
