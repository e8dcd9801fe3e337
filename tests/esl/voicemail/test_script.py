"""The script that opens a box, run as the node runs it, on a switch of Python (``fake_switch``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants import pins

from .fake_switch import Switch

pytest.importorskip("lupa")

PIN = "2468"


@pytest.fixture
def switch(tmp_path: Path) -> Switch:
    return Switch(tmp_path, pins.hashed(PIN))


def house(*names: str) -> list[str]:
    return [f"/prompts/house/en/{name}.wav" for name in names]


def test_a_message_is_heard_with_its_day_and_caller(switch: Switch) -> None:
    path = switch.message("leg-1", number="+8613")
    call = switch.call(PIN, "1", "2", "#")
    assert call.variables["seatyard_messages"] == "heard:leg-1"
    told = [
        *house("voicemail-today", "numbers/14", "time-hour", "numbers/30", "time-minute", "voicemail-from")
    ]
    told = house("month-3", "numbers/5", "date-day") + told[1:]
    at = call.played.index(str(path))
    assert call.played[at - 12 : at] == told + house("digits/8", "digits/6", "digits/1", "digits/3")
    assert "vm_read 1001@acme.test read leg-1" in switch.commands
    assert path.exists()


def test_who_hangs_up_before_the_message_begins_has_not_heard_it(switch: Switch) -> None:
    path = switch.message("leg-1")
    call = switch.call(PIN, "1", "!")
    assert str(path) not in call.played
    assert "seatyard_messages" not in call.variables
    assert not [command for command in switch.commands if command.startswith("vm_read")]


def test_who_goes_on_before_the_message_begins_finds_it_new_again(switch: Switch) -> None:
    first, second = switch.message("leg-1", at=1_799_000_000), switch.message("leg-2", at=1_799_000_100)
    call = switch.call(PIN, "1", "!2", "2", "#")
    assert str(first) not in call.played
    assert str(second) in call.played
    assert call.variables["seatyard_messages"] == "heard:leg-2"


def test_one_plays_the_message_without_its_day(switch: Switch) -> None:
    path = switch.message("leg-1")
    call = switch.call(PIN, "1", "!1", "2", "#")
    assert call.played.count(str(path)) == 1
    assert call.variables["seatyard_messages"] == "heard:leg-1"


def test_the_counts_are_said_first(switch: Switch) -> None:
    switch.message("leg-1")
    switch.message("leg-2")
    said = house("voicemail-you-have", "numbers/2", "voicemail-new", "numbers/0", "voicemail-old")
    played = switch.call(PIN, "#").played
    assert played[1:6] == said


def test_new_ones_come_first_and_one_goes_back_and_again(switch: Switch) -> None:
    first, second = switch.message("leg-1", at=1_799_000_000), switch.message("leg-2", at=1_799_000_100)
    switch.listed[0] = switch.listed[0].replace(":0:", ":7:", 1)  # heard before
    played = switch.call(PIN, "1", "1", "2", "4", "2", "2", "#").played
    order = [file for file in played if (file.endswith("1.wav") and "msg_" in file) or "leg-2" in file]
    assert order == [str(second), str(second), str(first), str(second), str(first)]


def test_a_deleted_message_is_out_of_the_box_and_its_file_stays(switch: Switch) -> None:
    path = switch.message("leg-1")
    call = switch.call(PIN, "1", "3", "#")
    assert call.variables["seatyard_messages"] == "heard:leg-1;deleted:leg-1"
    assert switch.commands.index("vm_delete 1001@acme.test leg-1")
    assert not path.exists()
    assert path.with_name(path.name.replace("msg_", "gone_")).read_bytes() == b"leg-1"


@pytest.mark.parametrize(
    "line",
    [
        "1:0:1001:acme.test:inbox:/etc/passwd:leg-9:x:1:3",
        "1:0:1001:acme.test:inbox:{box}/../1002/msg_5b7f.leg-9.wav:leg-9:x:1:3",
        "1:0:1001:acme.test:inbox:{box}/msg_5b7f.leg-9.wav:leg-8:x:1:3",
        "1:0:1001:acme.test:inbox:{box}/greeting.wav:leg-9:x:1:3",
    ],
)
def test_a_name_that_looks_like_a_message_opens_no_other_file(switch: Switch, line: str) -> None:
    path = switch.message("leg-1", name=f"Eve:1:1\n{line}".replace("{box}", str(switch.box)))
    for name in ("greeting.wav", "msg_5b7f.leg-9.wav"):
        (switch.box / name).write_bytes(b"")
    other = switch.box.parent / "1002"
    other.mkdir()
    (other / "msg_5b7f.leg-9.wav").write_bytes(b"")
    switch.listed = [one for whole in switch.listed for one in whole.splitlines()]
    played = switch.call(PIN, "1", "2", "#").played
    assert [file for file in played if not file.startswith("/prompts")] in ([], [str(path)])


def test_three_wrong_pins_end_the_call_and_are_a_refusal(switch: Switch) -> None:
    switch.message("leg-1")
    call = switch.call("1111", "2222", "3333", "1")
    assert call.variables["seatyard_refused"] == "pin"
    assert call.keys == ["1"]
    assert not any(command.startswith("vm_list") for command in switch.commands)


def test_hanging_up_at_the_question_is_no_refusal(switch: Switch) -> None:
    assert "seatyard_refused" not in switch.call().variables


def test_six_wrong_ones_lock_the_box_whoever_calls(switch: Switch) -> None:
    for _ in range(2):
        switch.call("1111", "2222", "3333")
    locked = switch.call(PIN, "#")
    assert locked.played == house("voicemail-locked")
    assert locked.variables["seatyard_refused"] == "pin"
    switch.now += 901
    assert house("voicemail-you-have")[0] in switch.call(PIN, "#").played
    assert switch.memory == {"seatyard_box/1001@acme.test": "0;0"}


def test_each_wrong_one_after_a_lock_doubles_it_up_to_four_hours(switch: Switch) -> None:
    for _ in range(2):
        switch.call("1111", "2222", "3333")
    locks = []
    for _ in range(6):
        switch.now = int(switch.memory["seatyard_box/1001@acme.test"].split(";")[1])
        switch.call("1111")
        locks.append(int(switch.memory["seatyard_box/1001@acme.test"].split(";")[1]) - switch.now)
    assert locks == [1800, 3600, 7200, 14400, 14400, 14400]


def test_calls_at_the_same_time_have_no_more_tries(switch: Switch) -> None:
    """While one is at the question, another has used up what there was."""
    for _ in range(2):
        switch.call("1111", "2222", "3333")
    spent = dict(switch.memory)
    switch.memory.clear()
    call = switch.call(PIN, "#", meanwhile=lambda: switch.memory.update(spent))
    assert house("voicemail-locked")[0] in call.played
    assert house("voicemail-you-have")[0] not in call.played


def test_a_right_one_forgets_the_wrong_ones_before(switch: Switch) -> None:
    switch.call("1111", "2222", PIN, "#")
    switch.call("1111", "2222", PIN, "#")
    assert switch.memory == {"seatyard_box/1001@acme.test": "0;0"}


@pytest.mark.parametrize("pin", ["", "-ERR no reply", "$", "zz$00"])
def test_no_box_without_a_pin(switch: Switch, pin: str) -> None:
    switch.pin = pin
    call = switch.call("", "1")
    assert call.played == house("voicemail-no-box")
    assert call.keys == ["", "1"]


def test_a_greeting_is_kept_when_its_speaker_says_so(switch: Switch) -> None:
    switch.call(PIN, "9", "1", "3", "2", "#")
    (greeting,) = switch.home.glob("greeting*")
    assert (greeting.name, greeting.read_bytes()) == ("greeting-1001@acme.test.wav", b"greeting")


def test_a_greeting_is_dropped_when_the_speaker_hangs_up(switch: Switch) -> None:
    switch.call(PIN, "9")
    assert list(switch.home.glob("greeting*")) == []
