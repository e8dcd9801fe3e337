"""A caller who presses the key while waiting: the wish is noted on the call, and the call ends.

The call's record carries it to Seatyard (``esl/queues/asking.py``), sooner or later. Who has no number
that could be called goes on waiting, with the time waited so far.
"""

from __future__ import annotations

from ..queues.asking import NUMBER, VARIABLE
from . import waiting
from .prompts import house_row
from .scope import QueuePlace, Scope
from .xml import Element, action, anti_action, dialled, extension, transfer, when

PRESSED = "EXIT_WITH_KEY"
"""mod_callcenter's reason for letting the caller go."""


def extensions(queue: QueuePlace, scope: Scope) -> list[Element]:
    """``queue-<id>-cancel-EXIT_WITH_KEY``."""
    if not queue.call_back:
        return []
    name = f"{queue.extension}-cancel-{PRESSED}"
    waited = "${expr(${strepoch()} - ${cc_queue_joined_epoch} + 0${cc_base_score})}"
    joined = "${expr(${cc_queue_joined_epoch} - 0${cc_base_score})}"
    noted = [
        *waiting.leaving(queue),
        action("set", f"{VARIABLE}={queue.id}:$1:{joined}"),
        action("playback", house_row(queue.language, "call-back-noted")),
        action("hangup", "NORMAL_CLEARING"),
    ]
    back = [anti_action("set", f"cc_base_score={waited}")]
    again = transfer(queue.extension, scope.context)
    back.append(anti_action(str(again.get("application")), str(again.get("data"))))
    return [
        extension(name, dialled(f"^{name}$"), when("${caller_id_number}", f"^({NUMBER})$", *noted, *back))
    ]
