"""One line of the doctor's."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARNING, FAULT = "ok", "warning", "fault"


@dataclass(frozen=True, slots=True)
class Told:
    check: str
    """What was looked at: ``database``, ``event socket fs1``."""
    state: str
    """ok; warning: it works, and somebody should see to it; fault: something does not work, or is unsafe."""
    what: str
    do: str = ""
    """What mends it."""

    @property
    def weight(self) -> int:
        return (OK, WARNING, FAULT).index(self.state)

    @property
    def line(self) -> str:
        told = f"{self.state:<8} {self.check}: {self.what}"
        return f"{told}. To do: {self.do}" if self.do else told


def ok(check: str, what: str) -> Told:
    return Told(check, OK, what)


def warning(check: str, what: str, do: str = "") -> Told:
    return Told(check, WARNING, what, do)


def fault(check: str, what: str, do: str = "") -> Told:
    return Told(check, FAULT, what, do)
