"""The recording policy as dialplan: static where all talks are alike, else decided on the switch."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from esl.flows.recording import Recordings
from esl.recordings.policy import Policy

SEATS = {"1001": 11, "1002": 12}
FILE = "${seatyard_recordings}/7/${uuid}.wav"
START, STOP = ("record_session", FILE), ("stop_record_session", FILE)
RINGS, BRIDGED = ("set", "ringback=%(1000,4000,450)"), ("set", "RECORD_BRIDGE_REQ=true")
SAY = ("playback", "${seatyard_notice}")


def of(section: dict[str, Any]) -> Recordings:
    return Recordings(7, "acme.test", Policy(section), "zh", SEATS, {"sales": ("1001", "1002")})


def done(elements: list[etree._Element]) -> list[tuple[str, str]]:
    return [(str(e.get("application")), str(e.get("data") or "")) for e in elements]


def taken(conditions: list[etree._Element], **variables: str) -> list[tuple[str, str]]:
    """What these conditions add to the call of a channel with these variables."""
    found: list[tuple[str, str]] = []
    for condition in conditions:
        value = str(condition.get("field"))
        for name in ("seatyard_did", "seatyard_outward", "seatyard_notice", "uuid"):
            value = value.replace(f"${{{name}}}", variables.get(name, ""))
        tag = "action" if re.search(str(condition.get("expression")), value) else "anti-action"
        found += done(list(condition.iterfind(tag)))
        assert tag == "action" or condition.get("break") == "never"
    return found


def test_nothing_at_all_without_a_policy() -> None:
    nothing = of({})
    assert nothing.arriving() + nothing.inbound(queue="sales") + nothing.outward() == []
    assert nothing.extension("1001") + nothing.extensions() + nothing.announcing(queue="sales") == []
    assert nothing.on_answer("1001") is None


def test_where_all_is_recorded_the_applications_stand_as_they_are() -> None:
    recordings = of({"record": "all", "announce": True})
    assert done(recordings.inbound(queue="sales")) == [RINGS, BRIDGED, START]
    assert done(recordings.announcing(queue="sales"))[0] == SAY
    wanted = [("export", "nolocal:seatyard_outward=true"), RINGS, BRIDGED, START]
    assert done(recordings.outward())[:4] == wanted
    assert recordings.extensions() == []
    (arriving,) = done(recordings.arriving())
    assert arriving[1].startswith("seatyard_notice=file_string://${seatyard_prompts}/house/")


def test_the_called_hear_of_it_when_they_answer() -> None:
    *_, key, file = done(of({"record": "outbound", "announce": True}).outward())
    assert key == ("export", "nolocal:group_confirm_key=exec")
    assert file[1].startswith("nolocal:group_confirm_file=playback file_string://${seatyard_prompts}/house/")
    assert not [d for d in done(of({"record": "inbound", "announce": True}).outward()) if "confirm" in d[1]]


@pytest.mark.parametrize(
    ("record", "ways"),
    [("inbound", {"inbound"}), ("outbound", {"outbound"}), ("all", {"inbound", "outbound", "internal"})],
)
def test_an_extension_tells_the_direction_by_the_channel(record: str, ways: set[str]) -> None:
    channels = {
        "inbound": {"seatyard_did": "+861088880001"},
        "outbound": {"seatyard_outward": "true"},
        "internal": {},
    }
    recordings = of({"record": record})
    for way, variables in channels.items():
        applications = taken(recordings.extension("1001"), **variables)
        assert (START in applications) is (way in ways), way
        assert (STOP in applications) is (way not in ways), way


def test_whoever_was_not_told_yet_is_told_at_an_extension() -> None:
    extension = of({"record": "inbound", "announce": True}).extension("1001")
    waiting = {"seatyard_did": "+861088880001", "seatyard_notice": "file_string://notice.wav"}
    assert taken(extension, **waiting)[0] == SAY
    assert SAY not in taken(extension)


def test_a_seat_of_its_own_rule_decides_at_its_answer() -> None:
    recordings = of({"record": "all", "seats": {"1002": {"record": "none"}}})
    assert recordings.on_answer("1001") is None
    assert recordings.on_answer("1002") == "execute_extension recorded-12 XML acme.test"
    made = {e.get("name"): done(list(e.iter("action"))) for e in recordings.extensions()}
    ((_, command),) = made["recorded-12"]
    assert "${uuid_record(${cc_member_session_uuid} stop ${seatyard_recordings}/7/" in command
    assert START in made["outward-11"]
    assert STOP in made["outward-12"]
    assert done(recordings.outward())[-1] == (
        "execute_extension",
        "outward-${seatyard_seat} XML acme.test",
    )


def test_a_caller_is_told_before_a_queue_where_only_a_seat_is_recorded() -> None:
    recordings = of({"announce": True, "seats": {"1001": {"record": "all"}}})
    assert done(recordings.announcing(queue="sales"))[0] == SAY
    assert done(recordings.inbound(queue="sales"))[-1] == STOP


def test_a_later_talk_is_appended_to_the_same_file() -> None:
    applications = done(of({"record": "inbound"}).inbound(queue="sales"))
    assert ("set", "RECORD_APPEND=true") in applications
    assert ("set", "RECORD_MIN_SEC=0") in applications
