"""``play``: play a prompt, then go on or hang up."""

from __future__ import annotations

from ..prompts import Prompt, prompt, said
from ..scope import Site
from ..walking import TrialCall
from ..xml import Element, action, named
from . import faults
from .fields import PROMPT, WAY, Field
from .kind import Exit, Kind, Names, Problem, Step, leads, named_node


class Play(Kind):
    name = "play"
    fields = (Field("play", PROMPT, needed=True), Field("then", WAY, beside=True))

    def exits(self, at: Step) -> list[Exit]:
        return leads((*at.path, "then"), at.options.get("then"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        return faults.of_prompt(at.inner, at.value)

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt(at.value)]

    def told(self, at: Step) -> str:
        return said(at.value)

    def leads_on(self, at: Step, call: TrialCall) -> str | None:
        return named_node(at.options.get("then"))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        then = at.options.get("then")
        played = action("playback", prompt(at.value).played(site.scope.tenant_id))
        after = site.go(then) if then else action("hangup")
        return [named(site.extension(at.name), action("answer"), played, after)]
