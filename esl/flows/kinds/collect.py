"""``collect``: ask for a number (an account, an order) and keep it on the call."""

from __future__ import annotations

from collections.abc import Mapping

from seatyard.sentence import sentence

from ..asking import NO_TERMINATOR, PAUSE, TRIES, Question, asking
from ..prompts import Prompt, prompt, said
from ..scope import Site
from ..variables import channel_variable
from ..walking import TrialCall
from ..xml import Element
from . import faults
from .fields import ASKING, CHOICE, COUNT, PROMPT, VARIABLE, WAY, Field
from .kind import Exit, Kind, Names, Problem, Step, leads

WAYS = ("then", "otherwise")
LONGEST = 64
"""Digits; the switch itself takes 127."""
TERMINATORS = ("#", "*", NO_TERMINATOR)


class Collect(Kind):
    name = "collect"
    fields = (
        Field("prompt", PROMPT, needed=True),
        Field("into", VARIABLE, needed=True, example="account"),
        Field("min", COUNT, most=LONGEST, usual=1),
        Field("max", COUNT, most=LONGEST, usual=LONGEST),
        Field("ends_with", CHOICE, choices=TERMINATORS, usual="#"),
        *ASKING,
        Field("then", WAY, needed=True),
        Field("otherwise", WAY, needed=True),
    )

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        then = leads((*at.inner, "then"), at.value.get("then"), waits=True)
        return then + leads((*at.inner, "otherwise"), at.value.get("otherwise"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        here, value = at.inner, at.value
        if not isinstance(value, Mapping):
            return [(here, sentence("needs prompt, into, then and otherwise"))]
        found = faults.unknown_keys(here, value, self.keys)
        found += faults.of_prompt((*here, "prompt"), value.get("prompt"))
        found += faults.of_variable((*here, "into"), value.get("into"))
        for key in ("min", "max"):
            found += faults.of_count((*here, key), value.get(key), LONGEST)
        if not found and (value.get("min") or 1) > (value.get("max") or LONGEST):
            message = sentence("more than max (allowed: 1 to %(most)s)", most=value["max"])
            found.append(((*here, "min"), message))
        if value.get("ends_with", "#") not in TERMINATORS:
            pattern, key = "not a key to end with: %(key)s (allowed: %(allowed)s)", value["ends_with"]
            found.append(((*here, "ends_with"), sentence(pattern, key=key, allowed=", ".join(TERMINATORS))))
        for key in WAYS:
            found += faults.of_node((*here, key), value.get(key))
        return found + faults.of_asking(here, value)

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt(at.value["prompt"])]

    def keeps(self, at: Step) -> Mapping[str, int]:
        if not isinstance(at.value, Mapping):
            return {}
        longest = at.value.get("max") or LONGEST
        return {str(at.value.get("into")): longest if isinstance(longest, int) else LONGEST}

    def told(self, at: Step) -> str:
        return f"{said(at.value['prompt'])} → {at.value['into']}"

    def leads_on(self, at: Step, call: TrialCall) -> str:
        question = _question(at)
        heard = question.heard(call.press(question.longest))
        return str(at.value["otherwise" if heard is None else "then"])

    def extensions(self, at: Step, site: Site) -> list[Element]:
        question = _question(at)
        ways = [(question.pattern, site.go(at.value["then"]))]
        return asking(at.name, question, site, ways, site.go(at.value["otherwise"]))


def _question(at: Step) -> Question:
    value = at.value
    shortest, longest = value.get("min") or 1, value.get("max") or LONGEST
    return Question(
        prompt(value["prompt"]),
        channel_variable(value["into"]),
        f"^[0-9]{{{shortest},{longest}}}$",
        shortest,
        longest,
        tries=value.get("retries") or TRIES,
        pause=value.get("timeout") or PAUSE,
        ends_with=value.get("ends_with", "#"),
    )
