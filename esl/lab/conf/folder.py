"""Reads the folder that ``seatyard node conf`` writes, the way FreeSWITCH's own reader does.

Lines with ``X-PRE-PROCESS`` are taken whole (what else stands on them is
dropped, QUIRKS 28), ``<include>`` lines are skipped, ``$${name}`` is replaced.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of

_DIRECTIVE = re.compile(r'<X-PRE-PROCESS\s+cmd\s*=\s*"([^"]*)"\s+data\s*=\s*"([^"]*)"', re.IGNORECASE)
_GLOBAL = re.compile(r"\$\$\{([^}]+)\}")
_DEEPEST = 20


class Folder:
    """A configuration folder: one XML document and the global variables it sets."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.globals: dict[str, str] = {}
        self.root = self.read()

    def read(self) -> etree._Element:
        """Read everything again (``reloadxml``); raises ``InvalidInput`` and changes nothing if it cannot."""
        self.globals = self.globals or _directories(self.path)
        text = self._expand(self.path / "freeswitch.xml", 0)
        return root_of(text.encode(), str(self.path / "freeswitch.xml"))

    def reload(self) -> None:
        self.root = self.read()

    def section(self, name: str) -> etree._Element | None:
        for section in self.root.iterfind("section"):
            if section.get("name") == name:
                return section
        return None

    def configuration(self, name: str) -> etree._Element | None:
        """``<configuration name=…>``, say of ``event_socket.conf``."""
        section = self.section("configuration")
        for configuration in section.iterfind("configuration") if section is not None else ():
            if configuration.get("name") == name:
                return configuration
        return None

    def _expand(self, file: Path, depth: int) -> str:
        if depth > _DEEPEST:
            raise InvalidInput("includes itself", where=str(file))
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            raise InvalidInput(f"cannot be read: {reason}", where=str(file)) from None
        return "\n".join(self._line(line, file, depth) for line in text.splitlines())

    def _line(self, line: str, file: Path, depth: int) -> str:
        line = _GLOBAL.sub(lambda match: self.globals.get(match[1], ""), line)
        directive = _DIRECTIVE.search(line)
        if directive:
            return self._directive(directive[1].lower(), directive[2], file, depth)
        bare = line.strip().lower()
        return "" if bare.startswith(("<include>", "</include>", "<include/>", "<?xml ")) else line

    def _directive(self, command: str, data: str, file: Path, depth: int) -> str:
        if command == "set":
            name, _, value = data.partition("=")
            self.globals[name.strip()] = value.strip()
            return ""
        if command == "include":
            base = self.path if depth == 0 else file.parent
            found = _matching(base, data) or _matching(self.path, data)
            return "\n".join(self._expand(each, depth + 1) for each in found)
        return ""


def _matching(base: Path, pattern: str) -> list[Path]:
    if pattern.startswith("/"):
        base, pattern = Path("/"), pattern.lstrip("/")
    return sorted(base.glob(pattern)) if pattern else []


def _directories(conf: Path) -> dict[str, str]:
    """The places that FreeSWITCH's start command names; the lab keeps them inside the folder."""
    inside = ("log", "run", "db", "recordings", "storage")
    return {"conf_dir": str(conf), **{f"{name}_dir": str(conf / name) for name in inside}}
