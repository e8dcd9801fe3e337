"""What a leg's name for something stands for: variables, profile fields, globals, and texts made of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ..dialplan import times as plan_times
from ..dialplan.expand import Waits, expand
from ..eventsocket.encoding import Value, joined
from ..kernel import Outside
from .profile import Profile

if TYPE_CHECKING:
    from ..switch import Switch


class Variables:
    """What the dialplan walker and expansion use of a leg."""

    def __init__(self, switch: Switch, profile: Profile) -> None:
        self.switch = switch
        self.profiles = [profile]
        self.variables: dict[str, Value] = {}

    @property
    def profile(self) -> Profile:
        return self.profiles[0]

    def get(self, name: str) -> str | None:
        """A variable, a profile field, or a global, in this order."""
        value = self.variables.get(name)
        if value is not None:
            return joined(value)
        return self.field(name) or self.switch.globals.get(name)

    def values(self, name: str) -> list[str]:
        value = self.variables.get(name)
        return [] if value is None else [value] if isinstance(value, str) else value

    def set(self, name: str, value: Value | None) -> None:
        """Set, or with an empty value remove, a variable."""
        if value:
            self.variables[name] = value
        else:
            self.variables.pop(name, None)

    def push(self, name: str, value: str) -> None:
        """Add one more value to a variable (transfer_history, originated_legs)."""
        have = self.values(name)
        self.variables[name] = [*have, value] if have else value

    def field(self, name: str) -> str:
        """A caller profile field, as a condition's ``field`` names it."""
        if name.startswith("${"):
            return self.expand(name)
        value = getattr(self.profile, name, None)
        return value if isinstance(value, str) else joined(self.variables.get(name, ""))

    def expand(self, text: str) -> str:
        return expand(text, self, self.switch.registry.function)

    async def expanded(self, text: str) -> str:
        """As ``expand``, and waits for the commands in it that must ask the outside; each runs once."""
        answers: dict[tuple[str, str], str | None] = {}

        def ask(name: str, argument: str) -> str | None:
            if (name, argument) not in answers:
                answers[name, argument] = self.switch.registry.ask(name, argument)
            return answers[name, argument]

        while True:
            try:
                return expand(text, self, ask)
            except Waits as wait:
                answers[wait.name, wait.argument] = await Outside(wait.reply)

    def moments(self) -> tuple[datetime, datetime]:
        """Now in the call's zone (``timezone``, ``tod_tz_offset``) and in the host's."""
        local = self.switch.clock.at()
        offset = self.get("tod_tz_offset") or ""
        name = self.get("timezone") or ""
        if offset.lstrip("-").isdigit():
            return local.astimezone(plan_times.zone_offset(int(offset))), local
        zone = plan_times.zone_named(name) if name else None
        return (local.astimezone(zone) if zone else local), local
