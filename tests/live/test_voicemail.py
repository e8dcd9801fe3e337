"""Voicemail of a real switch: left, heard by phone with the PIN, deleted; each tenant's its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.esl.recordings import sounds

from .ivr import PASSWORD, SEAT, Ivr
from .phones import Call, Phone
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

BOX, PIN, OWN_PIN = "601", {"vmeast": "4711", "vmwest": "8264"}, "24680"
"""The number of the queue's box and its PINs; the PIN of the seat's own."""


@pytest.fixture(scope="module")
def tone(plant: Plant) -> Path:
    """What callers say."""
    path = plant.home / "voicemail-tone.wav"
    path.write_bytes(sounds.wav(1, pitch=600))
    return path


def office(plant: Plant, name: str, block: str) -> Ivr:
    """A tenant with a queue's box and a seat's."""
    flows = {
        "box": {"start": "b", "nodes": {"b": {"voicemail": "sales"}}},
        "ring": {"start": "s", "nodes": {"s": {"seat": SEAT, "ring": 5}}},
    }
    boxes = {"seats": {SEAT: {"pin": OWN_PIN}}, "queues": {"sales": {"number": BOX, "pin": PIN[name]}}}
    made = Ivr(plant, name, block, flows, sections={"voicemail": boxes})
    made.onboard()
    return made


@pytest.fixture(scope="module")
def east(plant: Plant) -> Ivr:
    return office(plant, "vmeast", "+8610900070")


@pytest.fixture(scope="module")
def west(plant: Plant) -> Ivr:
    """Another tenant, whose seat, queue and boxes have the same numbers."""
    return office(plant, "vmwest", "+8610900071")


def phone_of(plant: Plant, office: Ivr) -> Phone:
    phone = plant.phones.seat(SEAT, f"{office.name}.seats.example", PASSWORD, plant.sip)
    until("the registration", lambda: phone.registration == 200)
    return phone


@pytest.fixture(scope="module")
def eastern(plant: Plant, east: Ivr) -> Iterator[Phone]:
    phone = phone_of(plant, east)
    yield phone
    phone.close()


@pytest.fixture(scope="module")
def western(plant: Plant, west: Ivr) -> Iterator[Phone]:
    phone = phone_of(plant, west)
    yield phone
    phone.close()


def lying(plant: Plant, uuid: str, name: str = "msg_*") -> list[Path]:
    """The files of a message, in any box."""
    return list((plant.home / "storage" / "voicemail").glob(f"*/*/{name}.{uuid}.wav"))


def leave(plant: Plant, call: Call, tone: Path) -> str:
    """Say something after the tone, keep it, and hang up. The uuid of the caller's leg."""
    until("the box answers", lambda: call.up)
    uuid = plant.channel("external")
    until("the greeting", lambda: plant.switch.variable(uuid, "current_application") == "voicemail")
    call.press("#")  # which skips it
    until("the recording begins", lambda: lying(plant, uuid), 30)
    call.say(tone)
    path = lying(plant, uuid)[0]
    until("three seconds are recorded", lambda: path.stat().st_size > 3 * 16_000)
    call.hang_up()
    plant.quiet()
    return uuid


def counts(plant: Plant, office: Ivr, box: str) -> tuple[int, int]:
    """New and old messages, as the switch itself counts them."""
    said = plant.switch.api(f"vm_boxcount {box}@{office.name}.seats.example|all").split(":")
    return int(said[0]), int(said[1])


def queue_box(plant: Plant, office: Ivr) -> str:
    query = "SELECT queues.id FROM queues JOIN tenants ON tenants.id = tenant_id WHERE tenants.name = ?"
    return f"queue-{plant.rows(query, office.name)[0]['id']}"


def variables(plant: Plant, uuid: str) -> str:
    plant.quiet()
    (record,) = plant.rows("SELECT body FROM cdr_records WHERE uuid = ?", uuid)
    return str(record["body"])


def test_no_key_in_a_greeting_leads_into_the_box(plant: Plant, east: Ivr, tone: Path) -> None:
    call = east.call("box")
    until("the box answers", lambda: call.up)
    call.press("0")
    call.press("*")
    uuid = leave(plant, call, tone)
    assert '"voicemail_message_len"' in variables(plant, uuid)
    log = (plant.home / "log" / "freeswitch.log").read_text(errors="replace")
    assert "Can't find macro voicemail_" not in log


def open_box(plant: Plant, phone: Phone, code: str, pin: str) -> tuple[Call, str]:
    """Dial the code and give the PIN. The call, and the uuid of its leg."""
    call = phone.dial(f"sip:{code}@127.0.0.1:{plant.sip}")
    until("the box answers", lambda: call.up)
    uuid = plant.channel("internal")
    asked(plant, uuid)
    call.press(f"{pin}#")
    return call, uuid


def asked(plant: Plant, uuid: str, question: int = 1) -> None:
    """Wait until the script asks for something: what is pressed before is not heard."""
    until("the script runs", lambda: plant.switch.variable(uuid, "sensitive_dtmf") == "true")
    until("the question", lambda: plant.switch.variable(uuid, "seatyard_asks") == str(question))


def press_until(call: Call, keys: str, done: Callable[[], object]) -> None:
    """Press again until it shows: a key between two questions is not heard."""
    for _ in range(10):
        call.press(keys)
        with contextlib.suppress(AssertionError):
            until(f"{keys} shows", done, 2)
            return
    raise AssertionError(f"{keys} did nothing")


def lamp(phone: Phone) -> tuple[str, str]:
    """Whether it is lit, and new and old messages as the phone was told."""
    told = dict(line.split(": ", 1) for line in phone.lamp.splitlines() if ": " in line)
    return told.get("Messages-Waiting", ""), told.get("Voice-Message", "").partition(" ")[0]


def test_a_message_is_heard_with_the_pin_and_deleted(
    plant: Plant, east: Ivr, west: Ivr, eastern: Phone, western: Phone, tone: Path
) -> None:
    mine, theirs = queue_box(plant, east), queue_box(plant, west)
    new, old = counts(plant, east, mine)
    left = leave(plant, east.call("box"), tone)
    assert counts(plant, east, mine) == (new + 1, old)
    until("its lamp", lambda: lamp(eastern) == ("yes", f"{new + 1}/{old}"))
    assert lamp(western) == ("no", "0/0")
    other = leave(plant, west.call("box"), tone)
    until("the other's lamp", lambda: lamp(western) == ("yes", "1/0"))
    call, uuid = open_box(plant, western, f"*98{BOX}", PIN["vmwest"])
    press_until(call, "1", lambda: counts(plant, west, theirs) == (0, 1))
    press_until(call, "3", lambda: counts(plant, west, theirs) == (0, 0))
    until("its lamp goes out", lambda: lamp(western) == ("no", "0/0"))
    assert lamp(eastern) == ("yes", f"{new + 1}/{old}")
    call.hang_up()
    assert f"heard:{other};deleted:{other}" in variables(plant, uuid)
    assert (lying(plant, other), len(lying(plant, other, "gone_*"))) == ([], 1)
    assert counts(plant, east, mine) == (new + 1, old)
    assert lying(plant, left)


def test_a_wrong_pin_opens_nothing(plant: Plant, east: Ivr, west: Ivr, eastern: Phone) -> None:
    """Another tenant's is a wrong one."""
    box = queue_box(plant, east)
    before, wrong = counts(plant, east, box), f"hash select/seatyard_box/{box}@vmeast.seats.example"
    call, uuid = open_box(plant, eastern, f"*98{BOX}", PIN["vmwest"])
    for again in range(2):
        until("it was wrong", lambda n=again + 1: plant.switch.api(wrong).startswith(f"{n};"))
        asked(plant, uuid, again + 2)
        call.press("0000#")
    until("the end", lambda: call.over, 30)
    assert '"seatyard_refused":"pin"' in variables(plant, uuid).replace('": "', '":"')
    assert counts(plant, east, box) == before


def test_a_seat_that_does_not_answer_has_its_own_box(
    plant: Plant, east: Ivr, west: Ivr, eastern: Phone, western: Phone, tone: Path
) -> None:
    left = leave(plant, east.call("ring"), tone)
    assert counts(plant, east, SEAT) == (1, 0)
    assert counts(plant, west, SEAT) == (0, 0)
    call, uuid = open_box(plant, eastern, "*98", OWN_PIN)
    press_until(call, "1", lambda: counts(plant, east, SEAT) == (0, 1))
    call.hang_up()
    assert f"heard:{left}" in variables(plant, uuid)


def test_a_greeting_is_recorded_by_phone_and_heard_by_callers(
    plant: Plant, west: Ivr, western: Phone, tmp_path: Path
) -> None:
    call, uuid = open_box(plant, western, "*98", OWN_PIN)
    kept = plant.home / "storage" / f"greeting-{SEAT}@vmwest.seats.example.wav"
    made = kept.with_suffix(".new.wav")
    press_until(call, "9", made.exists)
    spoken = tmp_path / "greeting.wav"
    spoken.write_bytes(sounds.wav(1, pitch=900))
    call.say(spoken)
    until("two seconds", lambda: made.stat().st_size > 2 * 16_000)
    asks = plant.switch.variable(uuid, "seatyard_asks")
    press_until(call, "#", lambda: plant.switch.variable(uuid, "seatyard_asks") != asks)
    press_until(call, "2", kept.exists)
    call.hang_up()
    plant.quiet()
    caller = west.call("ring")
    until("the box answers", lambda: caller.up)
    until("the greeting", lambda: caller.hears(900, 600) == {900}, 20)
    caller.hang_up()
    plant.quiet()


def taken(plant: Plant, uuid: str) -> dict[str, object]:
    """The message's row, once it is taken in."""

    def row() -> list[dict[str, object]]:
        plant.seatyard("recordings", "take", str(plant.home), "--node", "fs1")
        return plant.rows("SELECT * FROM recordings WHERE leg_uuid = ?", uuid)

    return until("the message is taken in", row, pause=1)[0]


def test_with_seatyard_stopped_all_of_it_goes_on_and_comes_in_afterwards(
    plant: Plant, east: Ivr, west: Ivr, eastern: Phone, western: Phone, tone: Path
) -> None:
    box = queue_box(plant, west)
    plant.write_conf()  # as they are now: what the node goes on with
    plant.switch.api("reloadxml")
    before = lamp(eastern)
    with plant.away():
        kept, deleted = (leave(plant, west.call("box"), tone) for _ in range(2))
        until("the lamp", lambda: lamp(western) == ("yes", "2/0"))
        call, uuid = open_box(plant, western, f"*98{BOX}", PIN["vmwest"])
        press_until(call, "1", lambda: counts(plant, west, box) == (1, 1))
        asks = plant.switch.variable(uuid, "seatyard_asks")
        press_until(call, "2", lambda: plant.switch.variable(uuid, "seatyard_asks") != asks)
        press_until(call, "1", lambda: counts(plant, west, box) == (0, 2))
        press_until(call, "3", lambda: counts(plant, west, box) == (0, 1))
        until("the lamp goes out", lambda: lamp(western) == ("no", "0/1"))
        call.hang_up()
        until("no channel is left", lambda: not plant.channels())
        assert lying(plant, deleted, "gone_*")
    assert lamp(eastern) == before
    plant.seatyard("switch", "sweep-cdrs", str(plant.home / "log" / "cdr-errors"), "--node", "fs1")
    for message in (kept, deleted):
        assert taken(plant, message)["mailbox"] == box
    marks = "SELECT what FROM message_marks WHERE leg_uuid = ? ORDER BY what"
    until("its record is in", lambda: len(plant.rows(marks, deleted)) == 2)
    rows = {leg: plant.rows("SELECT * FROM recordings WHERE leg_uuid = ?", leg)[0] for leg in (kept, deleted)}
    assert (rows[kept]["removed_at"], rows[deleted]["removed_by"]) == (None, SEAT)
    assert rows[kept]["heard_at"] is not None
    assert rows[deleted]["heard_at"] is not None
    assert (len(lying(plant, kept)), lying(plant, deleted, "*")) == (1, [])  # one is still in its box
