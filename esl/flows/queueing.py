"""A queue's extensions: how a caller gets in, and how the call goes on afterwards."""

from __future__ import annotations

from ..parameters import ring
from . import calling_back, scoring, waiting
from .applications import DEFAULT_RING, leave_message, ring_seat, unanswered
from .scope import QueuePlace, Scope
from .xml import Element, action, named, transfer

TIMED_OUT, NOBODY_THERE, GAVE_UP = "TIMEOUT", "NO_AGENT_TIMEOUT", "BREAK_OUT"
"""mod_callcenter's reasons (``cc_cancel_reason``) for letting a caller go unserved."""


def queue_extensions(queue: QueuePlace, scope: Scope) -> list[Element]:
    """``queue-<id>`` lets a caller in; the others say how it goes on.

    After the queue that is by mod_callcenter's ``cc_cause`` and reason; an empty cause means that the
    switch does not know the queue.
    """
    name = queue.extension
    unserved = {
        TIMED_OUT: queue.on_timeout,
        NOBODY_THERE: queue.on_no_seat or queue.on_timeout,
        GAVE_UP: None,
    }
    made = [
        named(name, *enter_queue(queue, scope)),
        named(f"{name}-answered-", action("hangup", "NORMAL_CLEARING")),
        *(
            named(f"{name}-cancel-{reason}", *waiting.leaving(queue), *overflow(target, queue, scope))
            for reason, target in unserved.items()
        ),
        named(f"{name}--", action("hangup", "NORMAL_TEMPORARY_FAILURE")),
        *waiting.extensions(queue, scope),
        *scoring.extensions(queue, scope),
        *calling_back.extensions(queue, scope),
    ]
    if queue.max_waiting:
        made.append(named(f"{name}-full", *overflow(queue.on_full, queue, scope)))
    return made


def enter_queue(queue: QueuePlace, scope: Scope) -> list[Element]:
    """What stands before the wait, the wait, and the way on."""
    return [
        action("answer"),
        *scope.recordings.announcing(queue=queue.label),
        action("export", f"seatyard_queue={queue.id}"),
        *ring.queueing(scope.wish, queue.label),
        *scope.recordings.inbound(queue=queue.label),
        *waiting.entering(queue, scope),
        *scoring.entering(queue, scope),
        action("unset", "cc_cancel_reason"),
        action("callcenter", queue.name),
        transfer(f"{queue.extension}-${{cc_cause}}-${{cc_cancel_reason}}", scope.context),
    ]


def overflow(target: str | None, queue: QueuePlace, scope: Scope) -> list[Element]:
    """Where a caller goes whom this queue does not serve; nowhere is the end of the call."""
    kind, _, name = (target or "").partition(":")
    if kind == "voicemail":
        return leave_message((scope.queues.get(name) or scope.seats[name]).mailbox, scope)
    if kind == "queue":
        return [transfer(scope.queues[name].extension, scope.context)]
    if kind == "seat":
        rule = {"queue": queue.label, "seat": name}
        heard = [*scope.recordings.announcing(**rule), *scope.recordings.inbound(**rule)]
        return [*heard, *ring_seat(scope.seats[name], DEFAULT_RING), *unanswered(scope.seats[name], scope)]
    return [action("hangup", "NORMAL_CLEARING")]
