"""A file's ``conferences``: checked, kept, given back, and extensions of their tenant alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from esl.conferences.dialplan import extension_of
from esl.conferences.rooms import Room
from esl.recordings.policy import Policy
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import numbers
from tenants.onboarding.document import checked
from tests.esl.answers.conftest import tenant_on
from tests.esl.answers.walking import walk
from tests.factories import NodeFactory
from tests.tenants.files import DID, write
from tests.tenants.files import acme as acme_file

ROOM = {"number": "8000", "pin": "2468", "moderator_pin": "97531", "max_members": 40}


def actions(policy: dict[str, Any] | None = None, language: str = "zh", **more: Any) -> list[tuple[str, str]]:
    made = extension_of(Room(7, **(ROOM | more)), Policy(policy or {}), language)
    return [(str(one.get("application")), str(one.get("data", ""))) for one in made.iter("action")]


def test_the_switch_asks_for_the_pin_and_counts() -> None:
    done = actions()
    assert ("set", "conference_max_members=40") in done
    assert ("set", "conference_moderator_pin=97531") in done
    assert done[-2:] == [("conference", "room-7-8000@rooms-zh+2468"), ("hangup", "NORMAL_CLEARING")]
    assert actions(language="de")[-2] == ("conference", "room-7-8000@rooms-en+2468")


@pytest.mark.parametrize(
    ("policy", "record", "recorded", "announced"),
    [
        ({}, None, False, False),
        ({"record": "all", "announce": True}, None, True, True),
        ({"record": "inbound", "announce": True}, None, False, False),
        ({"record": "all"}, False, False, False),
        ({}, True, True, False),
    ],
)
def test_recorded_by_the_rooms_word_or_the_tenants(
    policy: dict[str, Any], record: bool | None, recorded: bool, announced: bool
) -> None:
    done = actions(policy, record=record)
    file = ("set", "conference_auto_record=${seatyard_recordings}/7/${uuid}.wav")
    assert (file in done, any(app == "playback" for app, _ in done)) == (recorded, announced)


def test_a_voice_tells_who_comes_only_where_it_is_wanted() -> None:
    assert not [data for _, data in actions() if "conference_enter_sound" in data]
    told = [data for _, data in actions(announce=True) if "conference_enter_sound" in data]
    assert "house/zh/conference-joined.wav" in told[0]


def test_a_room_is_dialled_in_its_own_tenant(client: FlaskClient) -> None:
    acme = tenant_on(NodeFactory(name="fs1"), "acme.test")
    acme.policies = {"conferences": [ROOM]}
    acme.generation += 1
    db.session.commit()
    done = walk(client, "acme.test", "8000")
    assert ("conference", f"room-{acme.id}-8000@rooms-zh+2468") in done
    assert walk(client, "acme.test", "8001") == [("hangup", "NO_ROUTE_DESTINATION")]


@pytest.fixture
def document(app: object) -> dict[str, Any]:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    return acme_file()


@pytest.mark.parametrize(
    ("room", "where"),
    [
        ({"number": "1001"}, "conferences[0].number"),
        ({"number": "110"}, "conferences[0].number"),
        ({"moderator_pin": "2468"}, "conferences[0].moderator_pin"),
        ({"pin": "12"}, "conferences[0].pin"),
        ({"pin": "24${x}"}, "conferences[0].pin"),
        ({"max_members": 51}, "conferences[0].max_members"),
    ],
)
def test_what_is_wrong_is_told(document: dict[str, Any], room: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidInput) as error:
        checked(document | {"conferences": [ROOM | room]})
    assert where in str(error.value)


def test_a_number_is_one_room(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="8000 is given twice"):
        checked(document | {"conferences": [ROOM, ROOM]})


def test_a_flow_names_a_room_that_there_is(document: dict[str, Any]) -> None:
    flow = {"start": "in", "nodes": {"in": {"conference": "8000"}}}
    wanted = document | {"flows": document["flows"] | {"meeting": flow}}
    with pytest.raises(InvalidInput, match="there is no conference 8000"):
        checked(wanted)
    assert checked(wanted | {"conferences": [ROOM]})["conferences"] == [ROOM]


def test_a_file_with_rooms_is_given_back(app: object, command: Any, tmp_path: Path) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    path = write(tmp_path, acme_file(conferences=[ROOM]))
    assert command("tenant", "onboard", path).exit_code == 0
    assert "nothing to change" in command("tenant", "onboard", path).output
    exported = yaml.safe_load(command("tenant", "export", "acme").output)
    assert exported["conferences"] == [ROOM]
