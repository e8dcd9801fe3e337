"""The life of a leg from ringing to its record: answer, hang-up, and what must follow."""

from __future__ import annotations

from ..clock import SECOND
from . import farewell, holding, rtp
from .channel import HANGUP, Channel

POLL = 20_000
"""Microseconds of FreeSWITCH's media loop: how late one leg notices what the other did (QUIRKS 4)."""


def ring(channel: Channel) -> None:
    """180 Ringing: CHANNEL_PROGRESS."""
    if channel.profile.times.progress or not channel.up:
        return
    if channel.twin is not None and channel.direction == "inbound":
        ring(channel.twin)
    channel.profile.times.progress = channel.now
    for originator in channel.profile.originators:
        originator.times.progress = channel.now
    channel.fire("CHANNEL_PROGRESS")
    if channel.direction == "outbound":
        channel.call_state("RINGING")
        channel.switch.rings(channel)


def pre_answer(channel: Channel) -> None:
    """183 with media: CHANNEL_PROGRESS_MEDIA."""
    if channel.early or channel.answered or not channel.up:
        return
    if channel.twin is None:
        rtp.media(channel)
    channel.early = True
    channel.profile.times.progress_media = channel.now
    channel.variables["endpoint_disposition"] = "EARLY MEDIA"
    channel.fire("CHANNEL_PROGRESS_MEDIA")
    channel.call_state("EARLY")


def early_media(channel: Channel) -> None:
    """A caller who is not answered hears something: 183 with the switch's own description."""
    if not channel.early and not channel.answered and channel.up:
        pre_answer(channel)
        rtp.answered(channel)


def answer(channel: Channel) -> None:
    """200 OK: CHANNEL_ANSWER; an inbound leg gets its media first."""
    if channel.answered or not channel.up:
        return
    if channel.twin is not None:
        _twin_answers(channel)
    elif channel.direction == "inbound":
        pre_answer(channel)
        rtp.answered(channel)
        channel.switch.kernel.after(POLL, lambda: rtp.acknowledged(channel))
    else:
        rtp.media(channel)
    channel.answered = True
    channel.profile.times.answered = channel.now
    channel.fire("CHANNEL_ANSWER")
    channel.call_state("ACTIVE")
    channel.variables["endpoint_disposition"] = "ANSWER"
    channel.switch.answered(channel)


def _twin_answers(channel: Channel) -> None:
    """The second half of a loopback is answered: for whoever called it, so is the first."""
    twin = channel.twin
    if channel.direction == "inbound" and twin is not None and twin.far_end is not None:
        twin.far_end("answer")


def hang_up(channel: Channel, cause: str, by_remote: bool = False) -> None:
    """CHANNEL_HANGUP now; reporting and the record follow when the leg's process gets there."""
    if not channel.up:
        return
    channel.cause = cause
    channel.by_remote = by_remote
    channel.state = "CS_HANGUP"
    farewell.closing(channel, by_remote)
    channel.fire("CHANNEL_HANGUP")
    farewell.noted(channel)
    for callback in channel.on_hangup:
        callback()
    channel.interrupt(HANGUP)
    if not channel.has_process:
        channel.switch.kernel.spawn(conclude(channel))


async def conclude(channel: Channel) -> None:
    """From CS_HANGUP to CS_DESTROY: the time stamps, the record, CHANNEL_HANGUP_COMPLETE."""
    channel.enter("CS_HANGUP")
    channel.profile.times.hungup = channel.now
    stop_recording(channel)
    channel.call_state("HANGUP")
    channel.enter("CS_REPORTING")
    channel.variables.pop("bridge_to", None)
    farewell.ended(channel, channel.by_remote)
    set_timestamps(channel)
    if channel.get("process_cdr") != "false":
        await channel.switch.records.take(channel)
    channel.fire("CHANNEL_HANGUP_COMPLETE", {"Hangup-Cause": channel.cause or ""})
    channel.switch.ended(channel)
    await channel.wait_for_release()
    channel.state = "CS_DESTROY"
    channel.fire("CHANNEL_DESTROY")
    channel.enter("CS_DESTROY")


def record(channel: Channel, path: str) -> None:
    """Begin a recording, unless it goes on already."""
    if path and channel.recording is None:
        start_recording(channel, path)


def start_recording(channel: Channel, path: str) -> None:
    """RECORD_START; nothing is written, there is no sound."""
    channel.recording, channel.recording_since = path, channel.now
    channel.fire("RECORD_START", after={"Record-File-Path": path})


def stop_recording(channel: Channel, completion: str = "success-silence") -> None:
    """RECORD_STOP, between HANGUP and HANGUP_COMPLETE (QUIRKS 17)."""
    path, channel.recording = channel.recording, None
    if path is None:
        return
    length = channel.now - channel.recording_since
    samples = length * 8000 // SECOND
    channel.variables.update(
        {
            "record_file_size": str(44 + samples * 2),
            "record_samples": str(samples),
            "record_seconds": str(length // SECOND),
            "record_ms": str(length // 1000),
            "record_completion_cause": completion,
        }
    )
    channel.fire("RECORD_STOP", after={"Record-File-Path": path, "Record-Completion-Cause": completion})


def set_timestamps(channel: Channel) -> None:
    """``switch_channel_set_timestamps``: billsec is a difference of floors, billusec is exact (QUIRKS 13)."""
    times, variables = channel.profile.times, channel.variables
    variables.setdefault("digits_dialed", "none")
    stamps = (
        ("start", times.created),
        ("profile_start", times.profile_created),
        ("answer", times.answered),
        ("bridge", times.bridged),
        ("progress", times.progress),
        ("progress_media", times.progress_media),
        ("end", times.hungup),
    )
    for name, us in stamps:
        if us:
            variables[f"{name}_stamp"] = channel.switch.clock.stamp(us)
    epochs = (
        *stamps[:4],
        ("last_hold", times.last_hold),
        ("hold_accum", times.hold_accum),
        ("resurrect", times.resurrected),
        *stamps[4:],
    )
    for name, us in epochs:
        if name == "hold_accum":
            holding.noted(channel)
            continue
        variables[f"{name}_epoch"] = str(us // SECOND)
        variables[f"{name}_uepoch"] = str(us)
    if channel.app_log:
        name, argument, _ = channel.app_log[-1]
        channel.set("last_app", name)
        channel.set("last_arg", argument)
    variables["caller_id"] = f'"{channel.profile.caller_id_name}" <{channel.profile.caller_id_number}>'
    _set_durations(channel)


def _set_durations(channel: Channel) -> None:
    times, variables = channel.profile.times, channel.variables
    start, end = times.created, times.hungup
    spans = {
        "duration": (start, end),
        "bill": (times.answered, end),
        "progress": (start, times.progress),
        "answer": (start, times.answered),
        "wait": (start, times.bridged),
        "progress_media": (start, times.progress_media),
        "flow_bill": (start if times.answered else 0, end),
    }
    for unit, size, prefix in (("sec", SECOND, ""), ("msec", 1000, "m"), ("usec", 1, "u")):
        for name, (low, high) in spans.items():
            key = f"{prefix}duration" if name == "duration" else f"{name}{unit}"
            variables[key] = str(high // size - low // size) if low and high else "0"
