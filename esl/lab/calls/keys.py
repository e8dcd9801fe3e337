"""Keys that a far end presses (DTMF): who takes them at once, and who reads them in time.

A key waits on its leg until an application reads it; the DTMF event is fired then, as
``switch_channel_dequeue_dtmf`` does.
"""

from __future__ import annotations

from ..clock import SECOND
from .channel import Channel

KEY = "key"
"""Why a wait of a reader ended."""
KEYS = "0123456789*#ABCD"
THINKING = (SECOND // 2, 3 * SECOND)
"""Between which limits a caller takes to press a key."""


def press(channel: Channel, keys: str) -> None:
    """The far end presses them, one after the other; what is bound to a key takes it."""
    for key in keys:
        if channel.up and not any(take(key) for take in channel.key_takers):
            queue(channel, key)


def queue(channel: Channel, keys: str) -> None:
    """They are there to be read (``uuid_recv_dtmf``); nothing that is bound to a key hears of them."""
    for key in keys:
        if channel.up and key in KEYS:
            channel.keys.append(key)
            if channel.reading:
                channel.interrupt(KEY)


async def wait(channel: Channel, us: int | None = None) -> str | None:
    """As ``Channel.wait``, and cut short by a key (``KEY``), also by one that was pressed before."""
    if channel.keys and channel.up:
        return KEY
    channel.reading += 1
    reason = await channel.wait(us)
    channel.reading -= 1
    return reason


def read(channel: Channel) -> str:
    """The next key that waits; empty if there is none."""
    if not channel.keys:
        return ""
    key = channel.keys.popleft()
    channel.fire("DTMF", after={"DTMF-Digit": key, "DTMF-Duration": "2000", "DTMF-Source": "RTP"})
    channel.variables["digits_dialed"] = f"{channel.variables.get('digits_dialed', '')}{key}"
    return key


async def gather(
    channel: Channel, most: int, terminators: str, timeout: int, between: int = 0
) -> tuple[str, bool]:
    """``switch_ivr_read``: the keys up to the end, and whether that was their end rather than silence.

    ``timeout`` and ``between`` (two keys; 0: the same) are microseconds.
    """
    typed = ""
    while channel.up:
        while key := read(channel):
            if key in terminators:
                channel.variables["read_terminator_used"] = key
                return typed, True
            typed += key
            if len(typed) == most:
                return typed, True
        if await wait(channel, (typed and between) or timeout) != KEY:
            break
    return typed, False


def menu(channel: Channel) -> None:
    """The caller has come to one more menu: presses there what the plan says, after some thought."""
    plan = channel.remote.plan
    visit = channel.menus - 1
    keys = plan.digits[visit] if plan and visit < len(plan.digits) else ""
    if keys and plan:
        thinks = channel.switch.chance.of(plan.identity, "thinks", visit).randint(*THINKING)
        channel.switch.kernel.after(thinks, lambda: press(channel, keys))
