"""The survey after a talk: a caller whose seat hangs up is asked for a score before the call ends."""

from __future__ import annotations

from .asking import Question, ask
from .prompts import house_prompt, house_row
from .scope import QueuePlace, Scope
from .xml import Element, action, named

VARIABLE = "seatyard_score"
"""On the channel and in its call record, from which the conversation has it (``esl/calls/legs.py``)."""
SCORE = "^[1-5]$"


def entering(queue: QueuePlace, scope: Scope) -> list[Element]:
    """Before ``callcenter``: where the caller goes when the other side of the talk is gone."""
    if not queue.survey:
        return []
    return [action("set", f"transfer_after_bridge={queue.extension}-survey:XML:{scope.context}")]


def extensions(queue: QueuePlace, scope: Scope) -> list[Element]:
    """``queue-<id>-survey``: one question; the score is kept on the call and in its record."""
    if not queue.survey:
        return []
    question = Question(house_prompt(queue.language, "please-rate"), VARIABLE, SCORE)
    return [
        named(
            f"{queue.extension}-survey",
            action("unset", "transfer_after_bridge"),
            ask(question, scope.tenant_id),
            action("playback", house_row(queue.language, "thank-you")),
            action("hangup", "NORMAL_CLEARING"),
        )
    ]
