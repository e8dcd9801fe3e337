"""``speech``: say a text, or several with digits between them that the flow has kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatyard.sentence import sentence

from ..prompts import Prompt, house_figure, prompt, said
from ..scope import Site
from ..variables import channel_variable
from ..walking import TrialCall
from ..xml import Element, action, dialled, element, extension
from . import faults
from .fields import SPEECH, WAY, Field
from .kind import Exit, Kind, Names, Path, Problem, Step, leads, named_node

MOST_PARTS = 10
DIGITS = "digits"
ALLOWED = sentence("a text, or a list of texts and {digits: NAME}")


class Speech(Kind):
    name = "speech"
    fields = (Field("speech", SPEECH, needed=True, most=MOST_PARTS), Field("then", WAY, beside=True))

    def exits(self, at: Step) -> list[Exit]:
        return leads((*at.path, "then"), at.options.get("then"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        parts = _parts(at.value)
        if not parts or len(parts) > MOST_PARTS:
            pattern = "needs something to say (allowed: %(allowed)s, up to %(most)s)"
            return [(at.inner, sentence(pattern, allowed=ALLOWED, most=MOST_PARTS))]
        places = (
            [(*at.inner, str(i)) for i in range(len(parts))] if isinstance(at.value, list) else [at.inner]
        )
        return [
            fault for path, part in zip(places, parts, strict=True) for fault in _of_part(path, part, names)
        ]

    def prompts(self, at: Step) -> list[Prompt]:
        return [prompt({"say": part}) for part in _parts(at.value) if isinstance(part, str)]

    def told(self, at: Step) -> str:
        return " ".join(
            said({"say": part}) if isinstance(part, str) else f"{{{part[DIGITS]}}}"
            for part in _parts(at.value)
        )

    def leads_on(self, at: Step, call: TrialCall) -> str | None:
        return named_node(at.options.get("then"))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """A digit is a condition of its own, which one that is not there fails without ending the rest."""
        here, then = site.extension(at.name), at.options.get("then")
        conditions = [dialled(f"^{here}$", action("answer"))]
        for part in _parts(at.value):
            if isinstance(part, str):
                said = action("playback", prompt({"say": part}).played(site.scope.tenant_id))
                conditions.append(dialled(f"^{here}$", said))
            else:
                conditions += _digits(part[DIGITS], site)
        after = site.go(then) if then else action("hangup", "NORMAL_CLEARING")
        return [extension(here, *conditions, dialled(f"^{here}$", after))]


def _digits(name: str, site: Site) -> list[Element]:
    figure = house_figure(site.scope.language, "$1")
    return [
        element(
            "condition",
            {
                "field": f"${{{channel_variable(name)}:{place}:1}}",
                "expression": "^([0-9])$",
                "break": "never",
            },
            action("playback", figure),
        )
        for place in range(site.kept[name])
    ]


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _of_part(path: Path, part: Any, names: Names) -> list[Problem]:
    if isinstance(part, str):
        return faults.of_prompt(path, {"say": part})
    if not (isinstance(part, Mapping) and set(part) == {DIGITS}):
        return [(path, sentence("not a part of a speech (allowed: %(allowed)s)", allowed=ALLOWED))]
    if isinstance(part[DIGITS], str) and part[DIGITS] in names.kept:
        return []
    known = ", ".join(sorted(names.kept)) or faults.NONE_YET
    message = sentence("no node keeps %(name)s (allowed: %(allowed)s)", name=part[DIGITS], allowed=known)
    return [((*path, DIGITS), message)]
