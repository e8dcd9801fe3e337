"""Settings as they are given, read one by one: what cannot be read is kept, and told all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from .errors import Faults, InvalidInput

T = TypeVar("T")
MOST = 10_000
"""Months or the like: more is a slip."""


class Asked(Mapping[str, str]):
    """Notes which names were asked for: what is asked for is what there is."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.known = dict(values)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


class Given:
    """An empty value is none: the default stands."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = Asked(values)
        self._places: dict[str, str] = {}
        """By name: where in a file it stands."""
        self._faults: list[InvalidInput] = []

    def beneath(self, found: Mapping[str, tuple[str, str]]) -> None:
        """Values of a file, each with its place; they yield to those that are there."""
        self._places = {name: where for name, (_, where) in found.items()}
        for name, (value, _) in found.items():
            self.values.known[name] = self.values.known.get(name) or value

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name) or default

    def number(self, name: str, default: int, least: int = 1, most: int = 2**40) -> int:
        """A whole number; the default in the place of one that cannot be."""
        text = self.values.get(name) or str(default)
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        allowed = f"a whole number from {least} to {most}"
        self.fault(InvalidInput(f"cannot be {text!r}", where=name, allowed=allowed))
        return default

    def none_or(self, name: str, default: int, least: int) -> int:
        """A whole number, or 0, which says that there is none."""
        text = self.values.get(name) or str(default)
        if text == "0":
            return 0
        if text.isascii() and text.isdigit() and least <= int(text) <= MOST:
            return int(text)
        self.fault(InvalidInput(f"cannot be {text!r}", where=name, allowed=f"0, or from {least} to {MOST}"))
        return default

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        word = self.values.get(name) or default
        if word in allowed:
            return word
        self.fault(InvalidInput(f"cannot be {word!r}", where=name, allowed=", ".join(allowed)))
        return default

    def path(self, name: str) -> Path | None:
        text = self.values.get(name)
        return Path(text).expanduser().absolute() if text else None

    def read(self, reader: Callable[[], T], otherwise: T) -> T:
        """What the reader makes of it; ``otherwise`` where it raises InvalidInput, which is kept."""
        try:
            return reader()
        except InvalidInput as error:
            self.fault(error)
            return otherwise

    def fault(self, error: InvalidInput) -> None:
        self._faults.append(error)

    def check(self) -> None:
        """Raises InvalidInput: the fault where there is one, Faults with a line each where there are more.

        A name of the file that nobody asked for is one.
        """
        for name in self._places.keys() - self.values.names:
            allowed = ", ".join(get_close_matches(name, self.values.names, 3)) or "those of docs/settings.md"
            self.fault(
                InvalidInput(f"no setting is called {name}", where=self._places[name], allowed=allowed)
            )
        if len(self._faults) == 1:
            raise self._faults[0]
        if self._faults:
            raise Faults([str(error) for error in self._faults])
