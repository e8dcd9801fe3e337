"""What the lab takes from a profile of conference.conf."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ..conf.settings import params

FILE = "conference.conf"
_SILENT: dict[str, str] = {}


@dataclass(frozen=True)
class Profile:
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    controls: dict[str, dict[str, str]] = field(default_factory=dict)
    """By group (``caller-controls``): keys to actions."""

    def sound(self, name: str) -> str:
        """The file for ``pin``, ``bad-pin``, ``max-members``, …; empty without one."""
        return self.settings.get(f"{name}-sound", "")

    @property
    def pin_retries(self) -> int:
        given = self.settings.get("pin-retries", "")
        return int(given) if given.isdigit() else 3

    def action(self, key: str, moderator: bool) -> str:
        """What a member's key does; empty for nothing."""
        which = "moderator-controls" if moderator and "moderator-controls" in self.settings else None
        group = self.settings.get(which or "caller-controls", "default")
        return self.controls.get(group, _SILENT).get(key, "")


def read(configuration: etree._Element, name: str) -> Profile | None:
    """The profile of that name; none if there is no such."""
    element = next(
        (one for one in configuration.iterfind("profiles/profile") if one.get("name") == name), None
    )
    if element is None:
        return None
    controls = {
        group.get("name", ""): {
            control.get("digits", ""): control.get("action", "") for control in group.iterfind("control")
        }
        for group in configuration.iterfind("caller-controls/group")
    }
    return Profile(name, params(element), controls)
