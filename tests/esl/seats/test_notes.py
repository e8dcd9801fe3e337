"""What the switch says of a seat's state, read from its event and from its memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from esl.seats.hearing import heard
from esl.seats.notes import Note, note, remembered
from esl.session import Event
from seatyard import clock

AT = clock.from_epoch_us(1_772_413_200_123_456)
assert AT is not None


@pytest.mark.parametrize(
    ("text", "state", "reason", "minutes"),
    [
        ("ready::", "ready", None, None),
        ("busy::", "busy", None, None),
        ("busy:2:", "busy", 2, None),
        ("after_call::", "after_call", None, None),
        ("after_call::15", "after_call", None, 15),
        ("signed_out::", "signed_out", None, None),
    ],
)
def test_what_codes_say(text: str, state: str, reason: int | None, minutes: int | None) -> None:
    found = note(7, "u-1", AT, text)
    until = AT + timedelta(minutes=minutes) if minutes else None
    assert found == Note(7, "u-1", AT, state, reason, until)


@pytest.mark.parametrize(
    "text", ["", "ready", "lunch::", "busy:22:", "busy:x:", "ready::\n", "after_call::999"]
)
def test_what_no_code_says(text: str) -> None:
    assert note(7, "u-1", AT, text) is None


def event(**more: str) -> Event:
    headers = {
        "Event-Name": "CUSTOM",
        "Event-Subclass": "seatyard::state",
        "Event-Date-Timestamp": "1772413200123456",
        "Unique-ID": "u-1",
        "variable_seatyard_seat": "7",
        "variable_seatyard_state": "busy:2:",
    }
    return Event(headers | more)


def test_an_event_is_heard() -> None:
    assert heard(event()) == Note(7, "u-1", AT, "busy", 2)


@pytest.mark.parametrize(
    "more",
    [
        {"Event-Subclass": "seatyard::other"},
        {"variable_seatyard_seat": ""},
        {"variable_seatyard_seat": "-7"},
        {"variable_seatyard_seat": "99999999999"},
        {"variable_seatyard_state": "ready"},
        {"Unique-ID": ""},
    ],
)
def test_an_event_of_something_else_is_not(more: dict[str, str]) -> None:
    assert heard(event(**more)) is None


def test_the_switchs_memory_is_read_line_by_line() -> None:
    dump = (
        "D/seatyard_states_7/busy:2:;1772413200;u-1\n"
        "D/seatyard_states_8/nonsense;1772413200;u-2\n"
        "D/other_seatyard_states_9/ready::;1772413200;u-3\n"
        "L/limit_1/0/0/0/0\n"
        "D/seatyard_states_10/after_call::5;1772413260;u-4\n"
    )
    first, second = remembered(dump)
    at = AT.replace(microsecond=0)
    assert first == Note(7, "u-1", at, "busy", 2)
    later = at + timedelta(minutes=1)
    assert second == Note(10, "u-4", later, "after_call", None, later + timedelta(minutes=5))


@pytest.mark.parametrize("reply", ["-ERR no reply\n", "", "-ERR hash_dump Command not found!\n"])
def test_a_switch_that_remembers_nothing(reply: str) -> None:
    assert list(remembered(reply)) == []
