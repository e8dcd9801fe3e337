"""Trial calls: cases kept with a flow (its ``trials``), all walked before it is published. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seatyard.sentence import sentence, told

from .document import step
from .kinds import KINDS
from .kinds.faults import no_node, unknown_keys
from .kinds.kind import Path, Problem, Step
from .walking import MOST_NODES, NoWay, TrialCall

KEYS = ("at", "keys", "answers", "expect", "end")
MOST = 200
ALLOWED_AT = sentence("the tenant's time such as '2026-03-02 10:00'")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?\Z")
_PRESSED = re.compile(r"[0-9*#]{0,64}\Z")


@dataclass(frozen=True)
class Walked:
    """The nodes that a call came by, in order."""

    nodes: list[str]

    def __str__(self) -> str:
        return " → ".join(self.nodes)


def walk(document: Mapping[str, Any], call: TrialCall) -> Walked:
    """The way of a call through a sound flow. NoWay when it cannot be told, or goes on and on."""
    return Walked([at.name for at in way(document, call)])


def way(document: Mapping[str, Any], call: TrialCall) -> Iterator[Step]:
    """Each node as the call comes by, before what it meets there. NoWay as of ``walk``."""
    nodes: list[str] = []
    name: str | None = str(document["start"])
    while name is not None:
        if len(nodes) == MOST_NODES:
            raise NoWay((), sentence("the call goes round and round: … %(way)s", way=" → ".join(nodes[-6:])))
        nodes.append(name)
        at = step(name, document["nodes"][name])
        assert at is not None
        yield at
        name = KINDS[at.kind].leads_on(at, call)


def problems(document: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the trials of a flow that is sound itself: unreadable, or failing."""
    trials = document.get("trials")
    if trials is None:
        return []
    if not isinstance(trials, list) or len(trials) > MOST:
        return [
            (
                ("trials",),
                sentence(
                    "needs a list (allowed: up to %(most)s of %(keys)s)", most=MOST, keys=", ".join(KEYS)
                ),
            )
        ]
    return [problem for found in each(document) for problem in found]


def each(document: Mapping[str, Any]) -> list[list[Problem]]:
    """The same of each of the trials, in their order."""
    trials = enumerate(document.get("trials") or ())
    return [_of_trial(("trials", str(index)), trial, document) for index, trial in trials]


def moment(text: Any) -> datetime:
    """Read a time of the tenant's; ValueError for anything else."""
    if not (isinstance(text, str) and _MOMENT.match(text)):
        raise ValueError(sentence("cannot read %(text)r", text=text))
    return datetime.fromisoformat(text)


def pressed(keys: Any) -> list[str]:
    """``1,1234#`` or a list: what is pressed at each question. ValueError for what no telephone has."""
    entries = keys.split(",") if isinstance(keys, str) else keys
    if not isinstance(entries, list) or not all(isinstance(e, str) and _PRESSED.match(e) for e in entries):
        raise ValueError(sentence("cannot read %(text)r", text=keys))
    return list(entries)


def _of_trial(here: Path, trial: Any, document: Mapping[str, Any]) -> list[Problem]:
    if not isinstance(trial, Mapping):
        return [(here, sentence("needs expect or end (allowed: %(allowed)s)", allowed=", ".join(KEYS)))]
    found = [*unknown_keys(here, trial, KEYS), *_expectations(here, trial, document)]
    call = TrialCall()
    try:
        call.moment = moment(trial["at"]) if "at" in trial else None
    except ValueError as error:
        found.append(
            (
                (*here, "at"),
                sentence("%(fault)s (allowed: %(allowed)s)", fault=told(error), allowed=ALLOWED_AT),
            )
        )
    try:
        call.keys = pressed(trial.get("keys", []))
    except ValueError as error:
        found.append(
            (
                (*here, "keys"),
                sentence("%(fault)s (allowed: 0-9, * and #, in quotes, by commas)", fault=told(error)),
            )
        )
    answers = trial.get("answers", {})
    if isinstance(answers, Mapping):
        call.answers = {str(node): str(said) for node, said in answers.items()}
        found += _unknown_nodes((*here, "answers"), call.answers, document)
    else:
        found.append(((*here, "answers"), sentence("needs what happens by node")))
    return found or _walked(here, trial, call, document)


def _walked(
    here: Path, trial: Mapping[str, Any], call: TrialCall, document: Mapping[str, Any]
) -> list[Problem]:
    try:
        went = walk(document, call)
    except NoWay as error:
        return [((*here, *error.path), error.message)]
    wanted = Walked([str(name) for name in trial.get("expect") or went.nodes])
    if wanted != went:
        return [(here, sentence("the call went %(went)s, not %(wanted)s", went=went, wanted=wanted))]
    if str(trial.get("end", went.nodes[-1])) != went.nodes[-1]:
        pattern = "the call went %(went)s, and did not end at %(end)s"
        return [(here, sentence(pattern, went=went, end=trial["end"]))]
    return []


def _expectations(here: Path, trial: Mapping[str, Any], document: Mapping[str, Any]) -> list[Problem]:
    wanted, end = trial.get("expect"), trial.get("end")
    if wanted is None and end is None:
        return [(here, sentence("expects nothing: expect or end is needed"))]
    if wanted is not None and not (isinstance(wanted, list) and wanted):
        return [((*here, "expect"), sentence("needs the nodes that the call comes by"))]
    found = _unknown_nodes((*here, "expect"), wanted or [], document)
    return found + (_unknown_nodes((*here, "end"), [end], document) if end is not None else [])


def _unknown_nodes(path: Path, names: Iterable[Any], document: Mapping[str, Any]) -> list[Problem]:
    known = document["nodes"]
    allowed = ", ".join(known)
    return [(path, no_node(name, allowed)) for name in names if str(name) not in known]
