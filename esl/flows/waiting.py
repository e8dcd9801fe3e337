"""A caller's wait in a queue: counted by the switch, told its place, told who answers.

The count is a ``limit`` of mod_hash on the caller's channel: it goes with the channel however that ends,
is given back when a seat answers (``api_before_bridge`` of the seat's leg, ``answers/callcenter.py``) and
when the caller is sent on. Nothing here asks Seatyard; while the worker is up it says the place again,
with the wait to be expected (``esl/queues``).
"""

from __future__ import annotations

from .prompts import house_row
from .scope import QueuePlace, Scope
from .xml import Element, action, anti_action, dialled, extension, when

REALM = "seatyard_waiting"
ANNOUNCED = "seatyard_announce_to"
"""On the caller: its own uuid where the seat's number is announced. A seat's leg speaks to it."""
OFFER, CALL_BACK_KEY = "call-back-offer", "1"
"""What the house says, and the key that it names."""
SAYABLE = r"^([1-9]|[1-5]\d|60)$"
"""The numbers that the house can say."""


def entering(queue: QueuePlace, scope: Scope) -> list[Element]:
    """Before ``callcenter``."""
    made = []
    if queue.max_waiting:
        full = f"{queue.max_waiting} {queue.extension}-full XML {scope.context}"
        made.append(action("limit", f"hash {REALM} {queue.id} {full}"))
    elif queue.counted:
        made.append(action("limit", f"hash {REALM} {queue.id} -1"))
    if queue.announce_seat:
        made.append(action("set", f"{ANNOUNCED}=${{uuid}}"))
    if queue.call_back:
        made.append(action("set", f"cc_exit_keys={CALL_BACK_KEY}"))
    if queue.told:
        made.append(action("execute_extension", f"{queue.extension}-place XML {scope.context}"))
    return made


def leaving(queue: QueuePlace) -> list[Element]:
    """Unserved: what was for this queue alone is undone."""
    made = []
    if queue.max_waiting or queue.announce_position:
        made.append(
            action("set", f"seatyard_left=${{uuid_limit_release(${{uuid}} hash {REALM} {queue.id})}}")
        )
    if queue.announce_seat:
        made.append(action("unset", ANNOUNCED))
    if queue.survey:
        made.append(action("unset", "transfer_after_bridge"))
    if queue.call_back:
        made.append(action("unset", "cc_exit_keys"))
    return made


def extensions(queue: QueuePlace, scope: Scope) -> list[Element]:
    """``queue-<id>-place``: the place, and the offer to call back, a second after the caller has joined.

    Whoever is rung for at once hears nothing: there are as many seats free as callers wait. (``cond`` would
    compare lengths, because the number that callcenter_config answers has a line's end.)
    """
    if not queue.told:
        return []
    offer = [OFFER] if queue.call_back else []
    known = ["you-are-number", "numbers/$1", "in-the-queue"] if queue.announce_position else []
    unknown = ["all-seats-busy"] if queue.announce_position else []
    name, place = f"{queue.extension}-place", f"${{limit_usage(hash {REALM} {queue.id})}}"
    free = f"${{callcenter_config(queue count agents {queue.name} Available Waiting)}}"
    return [
        extension(
            name,
            dialled(f"^{name}$"),
            when(f"${{expr({free} - {place})}}", "^-"),
            when(
                place,
                SAYABLE,
                action(*_say(queue, *known, *offer)),
                anti_action(*_say(queue, *unknown, *offer)),
            ),
        )
    ]


def _say(queue: QueuePlace, *names: str) -> tuple[str, str]:
    """The application that has it said a second from now, while the caller waits."""
    row = house_row(queue.language, *names)
    return "set", f"seatyard_said=${{sched_broadcast(+1 ${{uuid}} {row} aleg)}}"
