"""``menu``: ask for a key, and go where it leads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from seatyard.sentence import sentence

from ..asking import NO_TERMINATOR, PAUSE, TRIES, Question, asking
from ..prompts import Prompt, prompt, said
from ..scope import Site
from ..walking import TrialCall
from ..xml import Element
from . import faults
from .fields import ASKING, PROMPT, WAY, WAYS, Field
from .kind import Exit, Kind, Names, Problem, Step, leads

DIGITS = re.compile(r"[0-9*#]{1,8}\Z")
VARIABLE = "seatyard_digits"


class Menu(Kind):
    name = "menu"
    fields = (
        Field("prompt", PROMPT, needed=True),
        Field("digits", WAYS, needed=True, pattern="[0-9*#]{1,8}", example="1"),
        *ASKING,
        Field("otherwise", WAY, needed=True),
    )

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
            return [(here, sentence("needs prompt and digits"))]
        found = faults.unknown_keys(here, value, self.keys)
        found += faults.of_prompt((*here, "prompt"), value.get("prompt"))
        digits = value.get("digits")
        if not isinstance(digits, Mapping) or not digits:
            found.append(((*here, "digits"), sentence("a menu without digits leads nowhere")))
        else:
            message = sentence("not a key (allowed: up to 8 of 0-9, * and #)")
            found += [((*here, "digits", str(key)), message) for key in digits if not DIGITS.match(str(key))]
        if value.get("otherwise") is None:
            found.append(((*here, "otherwise"), sentence("missing: the node for callers who press nothing")))
        return found + faults.of_asking(here, value)

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt(at.value["prompt"])]

    def told(self, at: Step) -> str:
        return said(at.value["prompt"])

    def leads_on(self, at: Step, call: TrialCall) -> str:
        keys = {str(key): str(target) for key, target in at.value["digits"].items()}
        question = _question(at)
        return keys.get(question.heard(call.press(question.longest)) or "", str(at.value["otherwise"]))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        keys = {str(key): target for key, target in at.value["digits"].items()}
        ways = [(f"^{_pattern(key)}$", site.go(target)) for key, target in keys.items()]
        return asking(at.name, _question(at), site, ways, site.go(at.value["otherwise"]))


def _question(at: Step) -> Question:
    menu = at.value
    keys = [str(key) for key in menu["digits"]]
    return Question(
        prompt(menu["prompt"]),
        VARIABLE,
        f"^({'|'.join(map(_pattern, keys))})$",
        shortest=min(map(len, keys)),
        longest=max(map(len, keys)),
        tries=menu.get("retries") or TRIES,
        pause=menu.get("timeout") or PAUSE,
        ends_with=NO_TERMINATOR if any("#" in key for key in keys) else "#",
    )


def _pattern(key: str) -> str:
    return key.replace("*", "[*]")
