"""Reading a call record that may lack anything: a value of the expected kind, or an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

US = 1_000_000
YEAR_9999_US = 253_402_300_799 * US
TEXT_LIMIT = 255
LARGEST_ID = 2**31 - 1


class Fields:
    """The variables of one record (``variables`` of mod_json_cdr's JSON)."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.variables = mapping(document.get("variables"))

    def __contains__(self, name: str) -> bool:
        return self.variables.get(name) not in (None, "")

    def text(self, *names: str) -> str:
        """The first of these variables that has a value, without characters that no database takes."""
        for name in names:
            if value := text(self.variables.get(name)):
                return value
        return ""

    def whole(self, name: str) -> str:
        """A variable of any length."""
        return text(self.variables.get(name), limit=None)

    def number(self, name: str) -> int:
        return number(self.variables.get(name))

    def identifier(self, name: str) -> int | None:
        """A row's id."""
        return self.number(name) if 0 < self.number(name) <= LARGEST_ID else None

    def moment(self, name: str) -> int:
        """Microseconds since 1970 of ``<name>_uepoch``, or of ``<name>_epoch``; 0: it never happened."""
        exact = self.number(f"{name}_uepoch")
        return moment(exact or self.number(f"{name}_epoch") * US)

    def several(self, name: str) -> list[str]:
        """A variable with several values: a JSON array, or ``ARRAY::one|:two`` (QUIRKS 8)."""
        value = self.variables.get(name)
        if isinstance(value, list):
            return [text(one) for one in value]
        return text(value, limit=None).removeprefix("ARRAY::").split("|:")


def profiles(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The caller profiles of the call flow, at least one, oldest first (the record has the newest first)."""
    flow = document.get("callflow")
    steps = [mapping(step) for step in (flow if isinstance(flow, list) else [flow])]
    return [mapping(step.get("caller_profile")) for step in reversed(steps)] or [{}]


def applications(document: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The applications that ran and when, in microseconds; only legs that walked a dialplan have them."""
    ran = mapping(document.get("app_log")).get("applications")
    for step in ran if isinstance(ran, list) else []:
        yield text(mapping(step).get("app_name")), moment(number(mapping(step).get("app_stamp")))


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def text(value: Any, limit: int | None = TEXT_LIMIT) -> str:
    if isinstance(value, str):
        return value[:limit].replace("\0", "").strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def number(value: Any) -> int:
    """A whole number that is not negative; 0 for anything else."""
    digits = text(value)
    return int(digits) if digits.isascii() and digits.isdecimal() else 0


def moment(microseconds: int) -> int:
    return microseconds if microseconds <= YEAR_9999_US else 0
