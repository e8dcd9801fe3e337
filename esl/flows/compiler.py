"""From a checked flow to the extensions that run it on the switch.

Applications used: answer, playback, play_and_get_digits, record_session, callcenter,
bridge, voicemail, set, export, transfer, hangup. Nothing in them asks Seatyard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import hours
from .document import Step, step
from .prompts import Prompt, prompt
from .xml import Element, action, dialled, element, extension, named, transfer

DIGITS_VARIABLE = "seatyard_digits"
DEFAULT_RING = 30
"""Seconds that a seat rings when the flow does not say."""
BETWEEN_DIGITS = 3
"""Seconds to wait for the next digit of a key that has several."""


@dataclass(frozen=True)
class Place:
    """Where a queue or a seat is on the switch."""

    id: int
    name: str
    """``queue-5@acme.seats.example``, or what ``bridge`` takes: ``user/1001@acme.seats.example``."""
    mailbox: str
    on_timeout: str | None = None


@dataclass(frozen=True)
class Scope:
    """What a compiled flow knows of its tenant: ids, never labels."""

    tenant_id: int
    context: str
    queues: Mapping[str, Place] = field(default_factory=dict)
    seats: Mapping[str, Place] = field(default_factory=dict)
    recorded: bool = False
    notice: Prompt | None = None


def extension_name(flow_id: int, node: str) -> str:
    return f"flow-{flow_id}-{node}"


def flow_extensions(flow_id: int, document: Mapping[str, Any], scope: Scope) -> list[Element]:
    """The extensions of all nodes, in the document's order. The document has passed the checks."""
    made: list[Element] = []
    for name, node in document["nodes"].items():
        at = step(node)
        if at is not None:
            made += _KINDS[at.kind](flow_id, name, at, scope)
    return made


def queue_extensions(queue: Place, scope: Scope) -> list[Element]:
    """``queue-<id>`` lets a caller in; the others say how it goes on, by mod_callcenter's ``cc_cause``.

    An empty cause means that the switch does not know the queue.
    """
    name = f"queue-{queue.id}"
    return [
        named(name, *enter_queue(queue, scope)),
        named(f"{name}-answered", action("hangup", "NORMAL_CLEARING")),
        named(f"{name}-cancel", *_on_timeout(queue.on_timeout, scope)),
        named(f"{name}-", action("hangup", "NORMAL_TEMPORARY_FAILURE")),
    ]


def enter_queue(queue: Place, scope: Scope) -> list[Element]:
    return [
        action("answer"),
        *announcing(scope),
        action("export", f"seatyard_queue={queue.id}"),
        *recording(scope),
        action("callcenter", queue.name),
        transfer(f"queue-{queue.id}-${{cc_cause}}", scope.context),
    ]


def ring_seat(seat: Place, ring: int, scope: Scope) -> list[Element]:
    """Ring a seat; a talk ends the call, anything else goes on with the next action."""
    return [
        action("set", f"call_timeout={ring}"),
        action("set", "hangup_after_bridge=true"),
        action("set", "continue_on_fail=true"),
        *recording(scope),
        action("bridge", seat.name),
    ]


def announcing(scope: Scope) -> list[Element]:
    """Say once in a call that it is recorded; afterwards the variable holds but a silence."""
    if scope.notice is None:
        return []
    return [
        action("playback", "${seatyard_notice}"),
        action("set", "seatyard_notice=silence_stream://20"),
    ]


def recording(scope: Scope) -> list[Element]:
    """Record from the moment that two people are connected (not the music before it)."""
    if not scope.recorded:
        return []
    return [
        action("set", "RECORD_BRIDGE_REQ=true"),
        action("record_session", f"${{seatyard_recordings}}/{scope.tenant_id}/${{uuid}}.wav"),
    ]


def leave_message(mailbox: str, scope: Scope) -> list[Element]:
    return [
        action("answer"),
        action("voicemail", f"default {scope.context} {mailbox}"),
        action("hangup", "NORMAL_CLEARING"),
    ]


def _on_timeout(target: str | None, scope: Scope) -> list[Element]:
    kind, _, name = (target or "").partition(":")
    if kind == "voicemail":
        return leave_message((scope.queues.get(name) or scope.seats[name]).mailbox, scope)
    if kind == "queue":
        return [transfer(f"queue-{scope.queues[name].id}", scope.context)]
    if kind == "seat":
        seat = scope.seats[name]
        return [*ring_seat(seat, DEFAULT_RING, scope), action("hangup", "NO_ANSWER")]
    return [action("hangup", "NORMAL_CLEARING")]


def _hours(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    """One extension a span, then one for all other times: the first that matches is taken."""
    here = extension_name(flow_id, name)
    inside = transfer(extension_name(flow_id, at.value["inside"]), scope.context)
    outside = transfer(extension_name(flow_id, at.value["outside"]), scope.context)
    made = [
        extension(
            here,
            dialled(f"^{here}$"),
            element("condition", {"wday": span.wday, "time-of-day": span.time_of_day}, action_copy(inside)),
        )
        for span in hours.spans(at.value["when"])
    ]
    return [*made, named(here, outside)]


def action_copy(of: Element) -> Element:
    """lxml moves an element that is given a second parent; this one stays where it is."""
    return element(of.tag, {str(k): str(v) for k, v in of.attrib.items()})


def _menu(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    """Ask for a key, then go to the extension of its name; the one with no key is ``otherwise``."""
    menu, result = at.value, f"menu-{flow_id}-{name}"
    keys = {str(key): target for key, target in menu["digits"].items()}
    longest = max(map(len, keys))
    ask = " ".join(
        (
            str(min(map(len, keys))),
            str(longest),
            str(menu.get("retries", 3)),
            str(int(menu.get("timeout", 5)) * 1000),
            "none" if any("#" in key for key in keys) else "#",
            prompt(menu["prompt"]).played(scope.tenant_id),
            "silence_stream://250",
            DIGITS_VARIABLE,
            f"^({'|'.join(key.replace('*', '[*]') for key in keys)})$",
            str(BETWEEN_DIGITS * 1000 if longest > 1 else 0),
        )
    )
    answered = [
        extension(
            f"{result}-{key}",
            dialled(
                f"^{result}-{key.replace('*', '[*]')}$",
                transfer(extension_name(flow_id, target), scope.context),
            ),
        )
        for key, target in {**keys, "": menu["otherwise"]}.items()
    ]
    return [
        named(
            extension_name(flow_id, name),
            action("answer"),
            action("play_and_get_digits", ask),
            transfer(f"{result}-${{{DIGITS_VARIABLE}}}", scope.context),
        ),
        *answered,
    ]


def _queue(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    return [named(extension_name(flow_id, name), *enter_queue(scope.queues[str(at.value)], scope))]


def _seat(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    then = at.options.get("no_answer")
    after = transfer(extension_name(flow_id, then), scope.context) if then else action("hangup", "NO_ANSWER")
    ring = ring_seat(scope.seats[str(at.value)], int(at.options.get("ring", DEFAULT_RING)), scope)
    answered = [action("answer"), *announcing(scope)] if scope.notice else []
    return [named(extension_name(flow_id, name), *answered, *ring, after)]


def _play(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    then = at.options.get("then")
    after = transfer(extension_name(flow_id, then), scope.context) if then else action("hangup")
    played = action("playback", prompt(at.value).played(scope.tenant_id))
    return [named(extension_name(flow_id, name), action("answer"), played, after)]


def _voicemail(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    box = scope.queues.get(str(at.value)) or scope.seats[str(at.value)]
    return [named(extension_name(flow_id, name), *leave_message(box.mailbox, scope))]


def _hangup(flow_id: int, name: str, at: Step, scope: Scope) -> list[Element]:
    return [named(extension_name(flow_id, name), action("hangup", "NORMAL_CLEARING"))]


_KINDS: dict[str, Callable[[int, str, Step, Scope], list[Element]]] = {
    "hours": _hours,
    "menu": _menu,
    "queue": _queue,
    "seat": _seat,
    "play": _play,
    "voicemail": _voicemail,
    "hangup": _hangup,
}
