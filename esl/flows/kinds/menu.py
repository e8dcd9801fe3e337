"""``menu``: ask for a key, and go where it leads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..prompts import Prompt, prompt
from ..scope import Site
from ..xml import Element, action, dialled, extension, named, transfer
from . import faults
from .kind import Exit, Kind, Names, Problem, Step, leads

KEYS = ("prompt", "digits", "timeout", "retries", "otherwise")
DIGITS = re.compile(r"[0-9*#]{1,8}\Z")
DIGITS_VARIABLE = "seatyard_digits"
LONGEST_PAUSE, MOST_RETRIES = 60, 10
"""Seconds, and how often a menu asks again."""
BETWEEN_DIGITS = 3
"""Seconds to wait for the next digit of a key that has several."""


class Menu(Kind):
    name = "menu"

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        digits = at.value.get("digits")
        keys = digits.items() if isinstance(digits, Mapping) else ()
        ways = [Exit((*at.inner, "digits", str(key)), str(target), waits=True) for key, target in keys]
        return ways + leads((*at.inner, "otherwise"), at.value.get("otherwise"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        here, value = at.inner, at.value
        if not isinstance(value, Mapping):
            return [(here, "needs prompt and digits")]
        found = faults.unknown_keys(here, value, KEYS)
        found += faults.of_prompt((*here, "prompt"), value.get("prompt"))
        digits = value.get("digits")
        if not isinstance(digits, Mapping) or not digits:
            found.append(((*here, "digits"), "a menu without digits leads nowhere"))
        else:
            told = "not a key (allowed: up to 8 of 0-9, * and #)"
            found += [((*here, "digits", str(key)), told) for key in digits if not DIGITS.match(str(key))]
        if value.get("otherwise") is None:
            found.append(((*here, "otherwise"), "missing: the node for callers who press nothing"))
        found += faults.of_count((*here, "timeout"), value.get("timeout"), LONGEST_PAUSE)
        return found + faults.of_count((*here, "retries"), value.get("retries"), MOST_RETRIES)

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt(at.value["prompt"])]

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """Ask for a key, then go to the extension of its name; the one with no key is ``otherwise``."""
        result = f"menu-{site.flow_id}-{at.name}"
        keys = {str(key): target for key, target in at.value["digits"].items()}
        answered = [
            extension(f"{result}-{key}", dialled(f"^{result}-{key.replace('*', '[*]')}$", site.go(target)))
            for key, target in {**keys, "": at.value["otherwise"]}.items()
        ]
        return [
            named(
                site.extension(at.name),
                action("answer"),
                action("play_and_get_digits", _question(at, list(keys), site)),
                transfer(f"{result}-${{{DIGITS_VARIABLE}}}", site.scope.context),
            ),
            *answered,
        ]


def _question(at: Step, keys: list[str], site: Site) -> str:
    menu, longest = at.value, max(map(len, keys))
    return " ".join(
        (
            str(min(map(len, keys))),
            str(longest),
            str(menu.get("retries", 3)),
            str(int(menu.get("timeout", 5)) * 1000),
            "none" if any("#" in key for key in keys) else "#",
            prompt(menu["prompt"]).played(site.scope.tenant_id),
            "silence_stream://250",
            DIGITS_VARIABLE,
            f"^({'|'.join(key.replace('*', '[*]') for key in keys)})$",
            str(BETWEEN_DIGITS * 1000 if longest > 1 else 0),
        )
    )
