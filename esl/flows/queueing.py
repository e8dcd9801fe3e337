"""A queue's extensions: how a caller gets in, and how the call goes on afterwards."""

from __future__ import annotations

from .applications import DEFAULT_RING, leave_message, ring_seat
from .scope import Place, Scope
from .xml import Element, action, named, transfer


def queue_extensions(queue: Place, scope: Scope) -> list[Element]:
    """``queue-<id>`` lets a caller in; the others say how it goes on, by mod_callcenter's ``cc_cause``.

    An empty cause means that the switch does not know the queue.
    """
    name = f"queue-{queue.id}"
    return [
        named(name, *enter_queue(queue, scope)),
        named(f"{name}-answered", action("hangup", "NORMAL_CLEARING")),
        named(f"{name}-cancel", *on_timeout(queue, scope)),
        named(f"{name}-", action("hangup", "NORMAL_TEMPORARY_FAILURE")),
    ]


def enter_queue(queue: Place, scope: Scope) -> list[Element]:
    return [
        action("answer"),
        *scope.recordings.announcing(queue=queue.label),
        action("export", f"seatyard_queue={queue.id}"),
        *scope.recordings.inbound(queue=queue.label),
        action("callcenter", queue.name),
        transfer(f"queue-{queue.id}-${{cc_cause}}", scope.context),
    ]


def on_timeout(queue: Place, scope: Scope) -> list[Element]:
    """Where a caller goes who has waited too long: ``voicemail:NAME``, ``queue:NAME`` or ``seat:NUMBER``."""
    kind, _, name = (queue.on_timeout or "").partition(":")
    if kind == "voicemail":
        return leave_message((scope.queues.get(name) or scope.seats[name]).mailbox, scope)
    if kind == "queue":
        return [transfer(f"queue-{scope.queues[name].id}", scope.context)]
    if kind == "seat":
        rule = {"queue": queue.label, "seat": name}
        heard = [*scope.recordings.announcing(**rule), *scope.recordings.inbound(**rule)]
        return [*heard, *ring_seat(scope.seats[name], DEFAULT_RING), action("hangup", "NO_ANSWER")]
    return [action("hangup", "NORMAL_CLEARING")]
