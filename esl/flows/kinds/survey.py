"""``survey``: ask the caller for a score, and keep it on the call."""

from __future__ import annotations

from collections.abc import Mapping

from seatyard.sentence import sentence

from ..asking import PAUSE, TRIES, Question, asking
from ..prompts import Prompt, prompt, said
from ..scope import Site
from ..scoring import SCORE, VARIABLE
from ..walking import TrialCall
from ..xml import Element, action
from . import faults
from .fields import ASKING, PROMPT, WAY, Field
from .kind import Exit, Kind, Names, Problem, Step, leads, named_node

WAYS = ("then", "otherwise")


class Survey(Kind):
    name = "survey"
    fields = (Field("prompt", PROMPT, needed=True), *ASKING, Field("then", WAY), Field("otherwise", WAY))

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        then = leads((*at.inner, "then"), at.value.get("then"), waits=True)
        return then + leads((*at.inner, "otherwise"), at.value.get("otherwise"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        if not isinstance(at.value, Mapping):
            return [(at.inner, sentence("needs prompt"))]
        found = faults.unknown_keys(at.inner, at.value, self.keys)
        found += faults.of_prompt((*at.inner, "prompt"), at.value.get("prompt"))
        return found + faults.of_asking(at.inner, at.value)

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt(at.value["prompt"])]

    def told(self, at: Step) -> str:
        return said(at.value["prompt"])

    def leads_on(self, at: Step, call: TrialCall) -> str | None:
        question = _question(at)
        heard = question.heard(call.press(question.longest))
        return named_node(at.value.get("otherwise" if heard is None else "then"))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """With a score ``then``, without one ``otherwise``; where the flow names no way, the end."""
        then, otherwise = (
            site.go(at.value[way]) if at.value.get(way) else action("hangup", "NORMAL_CLEARING")
            for way in WAYS
        )
        return asking(at.name, _question(at), site, [(SCORE, then)], otherwise)


def _question(at: Step) -> Question:
    return Question(
        prompt(at.value["prompt"]),
        VARIABLE,
        SCORE,
        tries=at.value.get("retries") or TRIES,
        pause=at.value.get("timeout") or PAUSE,
    )
