"""Talks and messages of a real switch: taken in, listened to, kept apart by tenant, deleted with proof."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from click.testing import CliRunner

from seatyard import clock
from seatyard.cli import main
from tests.esl.recordings import sounds

from .phones import Call, Phone
from .plant import DOMAIN, PASSWORDS, SEAT, Plant
from .tones import heard
from .waiting import until

pytestmark = pytest.mark.live

TALK = 3
"""Seconds."""


@pytest.fixture(scope="module")
def tone(plant: Plant) -> Path:
    """What the caller says."""
    path = plant.home / "tone.wav"
    path.write_bytes(sounds.wav(1, pitch=600))
    return path


def take(plant: Plant) -> dict[str, Any]:
    found: Any = plant.json("recordings", "take", str(plant.home), "--node", "fs1")
    assert found["left"] == {}
    return dict(found)


def taken(plant: Plant, uuid: str) -> dict[str, object]:
    """The row of the recording of this channel, once it is ready to be taken."""
    query = "SELECT * FROM recordings WHERE leg_uuid = ?"

    def row() -> list[dict[str, object]]:
        take(plant)
        return plant.rows(query, uuid)

    return until("the recording is taken in", row, pause=1)[0]


@pytest.fixture(scope="module")
def talk(plant: Plant, seat: Phone, tone: Path) -> str:
    """A caller talks to the seat through the queue. The uuid of the carrier's leg."""
    caller = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    offers = len(seat.incoming)
    plant.switch.api(f"uuid_transfer {uuid} queue-1 XML {DOMAIN}")
    until("the seat rings", lambda: len(seat.incoming) > offers)
    seat.incoming[-1].reply(200)
    until("they are connected", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    caller.say(tone)
    time.sleep(TALK)  # the talk itself
    take(plant)
    assert plant.rows("SELECT * FROM recordings WHERE leg_uuid = ?", uuid) == []  # it is still written
    caller.hang_up()
    plant.quiet()
    return uuid


@pytest.fixture(scope="module")
def message(plant: Plant, tone: Path) -> str:
    """A caller leaves a message in the queue's box. The uuid of the leg."""
    caller: Call = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    asking = "play_and_get_digits"
    until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
    caller.press("2")
    box = plant.home / "storage" / "voicemail" / DOMAIN / "queue-1"
    until("a message begins", lambda: list(box.glob(f"msg_*.{uuid}.wav")))
    caller.say(tone)
    time.sleep(TALK + 1)
    caller.hang_up()
    plant.quiet()
    return uuid


def counted(plant: Plant) -> str:
    """What the switch itself says of the box: new, saved, urgent ones."""
    return plant.switch.api(f"vm_boxcount queue-1@{DOMAIN}|all")


def test_a_talk_is_taken_in_and_gone_from_the_node(plant: Plant, talk: str) -> None:
    row = taken(plant, talk)
    assert (row["tenant_id"], row["kind"], row["node_id"]) == (1, "call", 1)
    assert TALK * 1000 - 500 <= int(str(row["length_ms"])) < (TALK + 20) * 1000
    assert not (plant.home / "recordings" / "1" / f"{talk}.wav").exists()
    (sealed,) = (plant.home / "vault" / "1").rglob(f"{row['id']}.sealed")
    assert sealed.read_bytes().startswith(b"SYRC\x01")
    assert sealed.stat().st_size > int(str(row["bytes"]))


def test_taken_in_again_nothing_changes(plant: Plant, talk: str) -> None:
    before = plant.rows("SELECT * FROM recordings")
    assert take(plant)["taken"] == 0
    assert plant.rows("SELECT * FROM recordings") == before


def test_a_message_is_taken_in_and_the_box_still_counts_it(plant: Plant, message: str) -> None:
    assert counted(plant).startswith("1:")
    row = taken(plant, message)
    assert (row["tenant_id"], row["kind"], row["mailbox"]) == (1, "voicemail", "queue-1")
    assert (row["heard_at"], row["cleared_at"]) == (None, None)
    assert TALK * 1000 <= int(str(row["length_ms"])) < (TALK + 20) * 1000
    box = plant.home / "storage" / "voicemail" / DOMAIN / "queue-1"
    assert list(box.glob(f"msg_*.{message}.wav"))  # where it is listened to by telephone
    assert take(plant)["taken"] == 0
    assert counted(plant).startswith("1:")


# Listening


@dataclass
class Browser:
    """Somebody who has logged in."""

    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)


@contextmanager
def browser(plant: Plant, tenant: str) -> Iterator[Browser]:
    login = f"{tenant}-{time.monotonic_ns()}"
    said: Any = plant.json("user", "add", login, "--role", "tenant", "--tenant", tenant)
    with httpx.Client(base_url=f"http://127.0.0.1:{plant.web_port}") as client:
        form = client.get("/login").text
        token = form.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"login": login, "password": said["password"], "csrf_token": token}
        assert client.post("/login", data=data).status_code == 302
        yield Browser(client)


@pytest.mark.parametrize("what", ["talk", "message"])
def test_what_was_said_is_heard_on_the_page(
    plant: Plant, what: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    row = taken(plant, request.getfixturevalue(what))
    address = f"/tenants/acme/recordings/{row['id']}.wav"
    with browser(plant, "acme") as acme:
        whole = acme.get(address)
        part = acme.get(address, Range="bytes=20000-20999")
    assert hashlib.sha256(whole.content).hexdigest() == row["sha256"]
    assert (part.status_code, part.content) == (206, whole.content[20000:21000])
    (tmp_path / "page.wav").write_bytes(whole.content)
    assert heard(tmp_path / "page.wav", (600, 900)) == {600}


def test_a_message_that_was_heard_waits_no_more(plant: Plant, message: str) -> None:
    row = taken(plant, message)
    with browser(plant, "acme") as acme:
        acme.get(f"/tenants/acme/recordings/{row['id']}.wav")
    until("the box is empty", lambda: counted(plant).startswith("0:"))


# Another tenant with the same numbers


OTHER, OTHER_DID = "beta.seats.example", "+861088880002"


@pytest.fixture(scope="module")
def beta(plant: Plant) -> str:
    """A tenant with the same seats, queue and flow on the same node. The uuid of a talk of its own."""
    document = yaml.safe_load((plant.home / "acme.yaml").read_text())
    document["tenant"] |= {"name": "beta", "domain": OTHER}
    document["numbers"] = [{"e164": OTHER_DID, "flow": "main"}]
    document["outbound"]["caller_numbers"] = [OTHER_DID]
    (plant.home / "beta.yaml").write_text(yaml.safe_dump(document, allow_unicode=True))
    plant.seatyard("number", "add", OTHER_DID)
    plant.seatyard("tenant", "onboard", str(plant.home / "beta.yaml"))
    query = "SELECT generation, acked_generation FROM tenants JOIN placements ON tenant_id = tenants.id"
    until("the acknowledgement", lambda: all(len(set(row.values())) == 1 for row in plant.rows(query)))
    phone = plant.phones.seat(SEAT, OTHER, PASSWORDS[SEAT], plant.sip)
    until("the registration", lambda: phone.registration == 200)
    caller = plant.call_in(OTHER_DID)
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    plant.switch.api(f"uuid_transfer {uuid} {SEAT} XML {OTHER}")
    until("it rings", lambda: phone.incoming)
    phone.incoming[-1].reply(200)
    until("they talk", lambda: phone.incoming[-1].up)
    time.sleep(TALK)
    caller.hang_up()
    plant.quiet()
    return uuid


def test_two_tenants_never_see_each_others(plant: Plant, talk: str, beta: str) -> None:
    mine, theirs = taken(plant, talk), taken(plant, beta)
    assert mine["tenant_id"] != theirs["tenant_id"]
    with browser(plant, "acme") as acme, browser(plant, "beta") as other:
        assert other.get(f"/tenants/beta/recordings/{theirs['id']}.wav").status_code == 200
        for who, own, foreign in ((acme, "acme", theirs), (other, "beta", mine)):
            names = ("acme", "beta")
            for name in names:
                assert who.get(f"/tenants/{name}/recordings/{foreign['id']}.wav").status_code == 404
            assert str(foreign["id"]) not in who.get(f"/tenants/{own}/recordings").text
    keys = plant.rows("SELECT tenant_id, wrapped FROM recording_keys")
    of = {row["wrapped"]: row["tenant_id"] for row in keys}
    assert {mine["tenant_id"], theirs["tenant_id"]} <= set(of.values())
    assert len(of) == len(keys)


# The end


def test_what_is_past_its_keep_goes_with_proof(plant: Plant, talk: str) -> None:
    """A control plane whose clock stands two months on."""
    row = taken(plant, talk)
    with clock.frozen(datetime.now(UTC) + timedelta(days=62)):
        runner = CliRunner(env=plant.env)
        swept = runner.invoke(main, ["recordings", "sweep", "--tenant", "acme", "--json"])
        told = runner.invoke(main, ["recordings", "proof", "acme"])
    assert json.loads(swept.stdout)["acme"]["failed"] == {}, swept.output
    proofs = {one["recording"]: one for one in json.loads(told.stdout)["deletions"]}
    proof = proofs[str(row["id"])]
    assert (proof["sha256"], proof["policy"], proof["gone"]) == (
        row["sha256"],
        "recordings.keep: 1 month",
        True,
    )
    assert not list((plant.home / "vault" / "1").rglob("*.sealed"))
    assert plant.rows("SELECT id FROM recordings WHERE leg_uuid = ?", talk) == []
    (other,) = plant.rows("SELECT id FROM tenants WHERE name = 'beta'")
    assert list((plant.home / "vault" / str(other["id"])).rglob("*.sealed"))
