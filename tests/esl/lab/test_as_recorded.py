"""The lab against recordings of a real FreeSWITCH: events, their headers, call records."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from .scenes import SCENES, Event, Played, play, recorded

LOST_RACES = dict.fromkeys(
    ("cc-queue-answered-agent-ends", "cc-agent-no-answer", "cc-agent-busy"), "CHANNEL_STATE CS_CONSUME_MEDIA"
)
"""Recorded when another thread of FreeSWITCH was first: then this event is not there."""
RACING_HEADERS = {
    "Channel-State-Number",
    "variable_cc_agent",
    "variable_cc_queue_answered_epoch",
    "variable_sip_cseq",
    "variable_sip_to_tag",
}
"""Set by one thread while the other fires."""
RACING_VARIABLES = {"bridge_hangup_cause"}
"""Set on a leg by its partner's thread at the end of a bridge, if that comes before the record."""
IN_ORDER_ALONE = {"call-hold"}
"""Its music has headers of streams, and the media of the leg on hold are not followed."""
IN_FULL = [name for name in SCENES if name not in IN_ORDER_ALONE]
UNKNOWN_HEADERS = {"variable_sip_from_display"}
"""Callers outside the lab have no display name."""


@cache
def played(name: str) -> Played:
    with TemporaryDirectory() as folder:
        return asyncio.run(play(SCENES[name], Path(folder)))


def pairs(name: str) -> Iterator[tuple[Event, Event]]:
    """Each event of the lab with the recorded one in its place."""
    for mine, real in zip(played(name).channels(), recorded(name).channels(), strict=True):
        by_name = {title: [event for event in real if titled(event) == title] for title in map(titled, mine)}
        for event in mine:
            if same := by_name[titled(event)]:
                yield event, same.pop(0)


def titled(event: Event) -> str:
    """An event's name and what makes it out among those of the same name."""
    title = str(event["Event-Name"])
    detail = {
        "CUSTOM": "CC-Action",
        "CHANNEL_STATE": "Channel-State",
        "CHANNEL_CALLSTATE": "Channel-Call-State",
        "CHANNEL_EXECUTE": "Application",
        "CHANNEL_EXECUTE_COMPLETE": "Application",
    }.get(title)
    return f"{title} {event.get(detail) or event.get('Event-Subclass')}" if detail else title


@pytest.mark.parametrize("name", SCENES)
def test_the_same_events_in_the_same_order(name: str) -> None:
    def titles(one: Played) -> list[list[str]]:
        return [[t for t in map(titled, leg) if t != LOST_RACES.get(name)] for leg in one.channels()]

    assert titles(played(name)) == titles(recorded(name))


@pytest.mark.parametrize("name", IN_FULL)
def test_the_same_headers(name: str) -> None:
    free = RACING_HEADERS | UNKNOWN_HEADERS
    for mine, real in pairs(name):
        assert set(mine) - free == set(real) - free, titled(mine)


@pytest.mark.parametrize("name", SCENES)
def test_headers_come_in_the_same_order(name: str) -> None:
    def fixed(event: Event, other: Event) -> list[str]:
        return [key for key in event if key in other and not key.startswith("variable_")]

    for mine, real in pairs(name):
        assert fixed(mine, real) == fixed(real, mine), titled(mine)


VOLATILE = re.compile(
    r"""Event-(Sequence|Date.*|Calling-.*)|Core-UUID|FreeSWITCH-IP.*|Application-UUID|.*-Time|Record-File-Path
    |.*(Unique-ID|UUID)|variable_FreeSWITCH-IP.*|.*Caller-ID-Name|Sent-Callee-ID-Name|Playback-Status|Channel-State-Number
    |variable_(.*(uuid|usec|msec|sec|epoch|stamp|duration|seconds|_port|_rport|_sdp.*|_via|_tag|_from|_to|_ms)
    |Event-.*|rtp_.*|playback_.*|record_.*|sip_call_id|sip_cseq|sip_contact_u.*|sip_recover_contact|session_id
    |.*caller_id_name|.*callee_id_name|caller_id|cc_record_filename|sip_from_display|originator_codec)""",
    re.VERBOSE,
)
"""Headers of clocks, counters, names, addresses and sound."""
MASKS = {
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "UUID",
    r"\d{16}|\d{10}(?!\d)": "TIME",
    r"\d+\.\d+\.\d+\.\d+(:\d+)?": "ADDRESS",
}


def masked(value: Any) -> str:
    text = str(value)
    for pattern, word in MASKS.items():
        text = re.sub(pattern, word, text)
    return text


@pytest.mark.parametrize("name", IN_FULL)
def test_the_same_values(name: str) -> None:
    for mine, real in pairs(name):
        for key in mine.keys() & real.keys():
            if not VOLATILE.fullmatch(key):
                assert masked(mine[key]) == masked(real[key]), f"{titled(mine)} {key}"


@pytest.mark.parametrize("name", IN_FULL)
def test_the_same_records(name: str) -> None:
    """One a leg, in the same order, with the same keys at every level."""
    mine, real = played(name).records, recorded(name).records
    assert len(mine) == len(real)
    for ours, theirs in zip(mine, real, strict=True):
        assert shape(ours) == shape(theirs)
        for key, value in theirs["variables"].items():
            if not VOLATILE.fullmatch(f"variable_{key}") and key in ours["variables"]:
                assert masked(ours["variables"][key]) == masked(value), key


def shape(record: dict[str, Any]) -> dict[str, Any]:
    """The keys of a record; those of ``variables`` as a set."""
    variables = set(record["variables"]) - {"sip_from_display"} - RACING_VARIABLES
    flows = [
        {key: list(part) if isinstance(part, dict) else None for key, part in flow.items()}
        for flow in record["callflow"]
    ]
    applications = [entry["app_name"] for entry in record.get("app_log", {}).get("applications", [])]
    return {"top": list(record), "variables": variables, "flows": flows, "applications": applications}
