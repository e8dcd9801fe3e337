"""Sound: on the lab it is only the time that it takes."""

from __future__ import annotations

import re

from ..calls import keys, lifecycle
from ..calls.channel import Channel
from ..clock import SECOND
from ..dialplan.walk import compiled
from ..eventsocket.encoding import Headers
from ..kernel import Outside
from .registry import application, number

PROMPT = 4 * SECOND
"""What a sound file lasts."""
_TIMED = re.compile(r"^silence_stream://(\d+)|^tone_stream://.*%\((\d+),(\d+)[^;]*(?:;loops=(\d+))?")
ABOUT = ("TITLE", "COPYRIGHT", "SOFTWARE", "ARTIST", "COMMENT", "DATE")
"""What a recording's file says of itself; the variables are gone once it is made."""


def length(path: str) -> int:
    """Microseconds that ``path`` takes to play: silence says so itself, spoken text by its length."""
    timed = _TIMED.match(path)
    if timed:
        silence, on, off, loops = (int(part or 0) for part in timed.groups())
        return (silence + (on + off) * (loops or 1)) * 1000
    if path.startswith("say:"):
        return max(SECOND, len(path) * SECOND // 5)
    return PROMPT


async def play(channel: Channel, path: str, until_key: bool = False) -> str | None:
    """PLAYBACK_START, the time it takes, PLAYBACK_STOP; why it was cut short, or none."""
    return await sound(channel, path, length(path), until_key)


async def sound(channel: Channel, path: str, lasts: int | None, until_key: bool = False) -> str | None:
    """For so many microseconds (none: for ever) or until something happens: what."""
    kind = path.partition("://")[0] if "://" in path else "file"
    about: Headers = {"Playback-File-Type": kind, "Playback-File-Path": path}
    channel.fire("PLAYBACK_START", after=about)
    began = channel.now
    reason = await (keys.wait(channel, lasts) if until_key else channel.wait(lasts))
    played(channel, channel.now - began)
    status = "done" if reason is None or (channel.up and reason != keys.KEY) else "break"
    channel.fire("PLAYBACK_STOP", after={**about, "Playback-Status": status})
    return reason


def played(channel: Channel, took: int) -> None:
    """What a sound leaves on the leg, after so many microseconds of it."""
    channel.variables.update(
        {
            "playback_last_offset_pos": str(took * 8000 // SECOND),
            "playback_seconds": str(took // SECOND),
            "playback_ms": str(took // 1000),
            "playback_samples": str(took * 8000 // SECOND),
        }
    )


@application("playback")
async def playback(channel: Channel, data: str) -> None:
    for path in data.split("!"):
        if channel.up and path:
            await play(channel, path)
    channel.variables["current_application_response"] = "FILE PLAYED" if channel.up else "PLAYBACK ERROR"


@application("play_and_get_digits")
async def play_and_get_digits(channel: Channel, data: str) -> None:
    """``<min> <max> <tries> <timeout> <terminators> <file> <invalid> [var] [regexp] [digit timeout]``."""
    words = data.split(" ")
    if len(words) < 7:
        return
    lifecycle.pre_answer(channel)
    least, most, tries, timeout = (number(word) for word in words[:4])
    between = number(words[9]) if len(words) > 9 else 0
    name = words[7] if len(words) > 7 and words[7] else "digits"
    wanted = compiled(words[8] if len(words) > 8 and words[8] else r"^\d+$")
    channel.menus += 1
    for _ in range(max(1, tries)):
        channel.keys.clear()
        channel.set(name, None)
        channel.set("read_result", None)
        if not channel.up or await play(channel, words[5], until_key=True) not in (None, keys.KEY):
            return
        keys.menu(channel)
        typed, ended = await keys.gather(channel, max(least, most), words[4], timeout * 1000, between * 1000)
        if not channel.up:
            return
        enough = bool(typed) and len(typed) >= least
        channel.variables["read_result"] = "failure" if not enough else "success" if ended else "timeout"
        if typed:
            channel.variables[name] = typed
        if enough and wanted and wanted.search(typed):
            return
        if enough:
            channel.set(name, None)
            channel.variables[f"{name}_invalid"] = typed
        if words[6] and words[6] != "_undef_":
            await play(channel, words[6])


@application("record_session")
async def record_session(channel: Channel, data: str) -> None:
    for name in ABOUT:
        channel.set(f"RECORD_{name}", None)
    lifecycle.record(channel, data.split(" ")[0])


@application("stop_record_session")
async def stop_record_session(channel: Channel, data: str) -> None:
    if data.strip() in (channel.recording, "all"):
        lifecycle.stop_recording(channel, "success-maxtime")


@application("voicemail")
async def voicemail(channel: Channel, data: str) -> None:
    """``voicemail <profile> <domain> <user>``: greet, record what the caller says, until they hang up."""
    words = data.split()
    if words[:1] == ["check"] or len(words) < 3:
        return
    lifecycle.answer(channel)
    _, domain, number = words[:3]
    switch = channel.switch
    params = switch.bus.params("mod_voicemail.c", "voicemail_leave_main", 3204, "GENERAL")
    asked = {**params, "action": "voicemail-lookup"}
    user = await Outside(switch.directory.user(number, domain, asked))
    if user is None:
        await play(channel, "ivr/ivr-invalid_extension.wav")
        return
    if await play(channel, "voicemail/greeting.wav"):
        return
    switch.callers.speaks(channel)
    plan = channel.remote.plan
    await channel.wait(plan.message if plan else 10 * SECOND)
    lifecycle.hang_up(channel, "NORMAL_CLEARING", by_remote=True)
