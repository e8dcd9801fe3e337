"""Changes that reach a running switch: a new seat, a new password, a new carrier."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from .phones import Phone
from .plant import DOMAIN, Plant
from .processes import udp_port
from .programs import program
from .waiting import until

pytestmark = pytest.mark.live


def onboard(plant: Plant, password: str | None) -> None:
    """The tenant's file with one more seat, 1003, that has this password (none: without the seat).

    Its lead time is waived.
    """
    path = plant.home / "acme.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text())
    kept = [seat for seat in document["seats"] if seat["number"] != "1003"]
    seat = {"number": "1003", "type": "inbound", "name": "新人", "password": password}
    document["seats"] = [*kept, *([seat] if password else [])]
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    plant.seatyard("tenant", "onboard", str(path), "--waive", "needed today")


def registers(plant: Plant, password: str) -> int:
    phone: Phone = plant.phones.seat("1003", DOMAIN, password, plant.sip)
    return int(until("an answer to the registration", lambda: phone.registration))


def test_a_new_seat_and_its_new_password_hold_at_once(plant: Plant) -> None:
    assert registers(plant, "first-password") == 403
    onboard(plant, "first-password")
    assert registers(plant, "first-password") == 200
    onboard(plant, "second-password")
    assert registers(plant, "first-password") == 403
    assert registers(plant, "second-password") == 200


def test_the_worker_says_that_the_change_is_live(plant: Plant) -> None:
    query = "SELECT generation, acked_generation FROM tenants JOIN placements ON tenant_id = tenants.id"
    until("the acknowledgement", lambda: len(set(plant.rows(query)[0].values())) == 1)
    agents = plant.switch.api("callcenter_config agent list")
    assert f"user/1003@{DOMAIN}" in agents


def is_there(plant: Plant) -> bool:
    return "user_not_registered" not in plant.switch.api(f"sofia_contact 1003@{DOMAIN}")


def test_a_phone_of_the_old_password_or_of_a_seat_given_back_is_registered_no_more(plant: Plant) -> None:
    """Though it would not have to ask again for long."""
    onboard(plant, "third-password")
    assert registers(plant, "third-password") == 200
    assert is_there(plant)
    onboard(plant, "fourth-password")
    until("its registration has ended", lambda: not is_there(plant))
    assert registers(plant, "fourth-password") == 200
    assert is_there(plant)
    onboard(plant, None)
    until("its registration has ended", lambda: not is_there(plant))
    assert registers(plant, "fourth-password") == 403


def test_a_seat_that_is_switched_off_is_registered_no_more_until_it_is_on_again(plant: Plant) -> None:
    onboard(plant, "fifth-password")
    assert registers(plant, "fifth-password") == 200
    admin = program(plant, "acme", "switching", "home", "setup.change")
    assert admin.ask("seats/1003/switched", {"off": True}, "PUT")[0] == 200
    until("its registration has ended", lambda: not is_there(plant))
    assert registers(plant, "fifth-password") == 403
    assert admin.ask("seats/1003/switched", {"off": False}, "PUT")[0] == 200
    assert registers(plant, "fifth-password") == 200
    onboard(plant, None)


def test_a_new_carrier_reaches_a_running_switch(plant: Plant) -> None:
    port = str(udp_port())
    plant.seatyard("trunk", "add", "carrier2", "--host", "127.0.0.1", "--port", port)
    plant.write_conf()
    for command in ("reloadxml", "reloadacl", "sofia profile external rescan"):
        plant.switch.api(command)
    until("the gateway", lambda: "carrier2" in plant.switch.api("sofia status"))
