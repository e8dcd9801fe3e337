"""``lab answer|refuse|press|hold|resume|hangup|hears|status``: the far end of a leg, and what it got."""

from __future__ import annotations

from ..calls import hands, holding
from ..calls.carriers import OUTCOMES
from ..calls.hearing import hears
from ..calls.keys import press
from ..switch import Switch

WORDS = ("answer", "refuse", "press", "hold", "resume", "hears", "hangup", "status")
USAGE = (
    "answer <uuid> | refuse <uuid> busy|reject|failure|unallocated | press <uuid> <keys>"
    " | hold <uuid> | resume <uuid> | hears <uuid> | hangup <uuid> | status <uuid>"
)
NO_CHANNEL = "-ERR No such channel!\n"
REFUSALS = {name: cause for name, cause in OUTCOMES.items() if name not in ("answer", "no_answer")}


def execute(switch: Switch, word: str, argument: str) -> str:
    """One of :data:`WORDS` about the leg that ``argument`` begins with."""
    uuid, _, how = argument.partition(" ")
    if word == "status":
        status = switch.hands.status(uuid)
        return NO_CHANNEL if status is None else f"{status}\n"
    channel = switch.channels.get(uuid)
    if channel is None:
        return NO_CHANNEL
    if word == "hangup":
        hands.leaves(channel)
        return "+OK\n"
    if word == "hears":
        return "".join(f"{leg.uuid}\n" for leg in hears(channel)) or "nobody\n"
    if word == "press" and how.strip():
        press(channel, how.strip())
        return "+OK\n"
    if word in ("hold", "resume"):
        done = holding.hold(channel) if word == "hold" else holding.resume(channel)
        return "+OK\n" if done else "-ERR nothing to do\n"
    outcome = "answer" if word == "answer" else REFUSALS.get(how.strip(), "")
    if not outcome:
        return f"-USAGE: lab {USAGE}\n"
    return "+OK\n" if hands.does(channel, outcome) else "-ERR it does not ring\n"
