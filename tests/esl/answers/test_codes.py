"""Star codes: what each does, and for whom."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from esl.answers.features import codes_of
from tenants.models import Tenant
from tests.factories import SeatFactory, TenantFactory

from .walking import walk

SEAT = {"seatyard_seat": "7"}
NOWHERE = [("hangup", "NO_ROUTE_DESTINATION")]


def told(client: FlaskClient, code: str, **variables: str) -> list[str]:
    """What is said to mod_callcenter by ``code``."""
    begin = "seatyard_told=${callcenter_config("
    found = walk(client, "acme.test", code, **variables)
    return [data.removeprefix(begin).removesuffix(")}") for _, data in found if data.startswith(begin)]


@pytest.mark.parametrize(
    ("code", "says", "status"),
    [
        ("*41", "ready::", "Available"),
        ("*42", "busy::", "'On Break'"),
        ("*423", "busy:3:", "'On Break'"),
        ("*43", "signed_out::", "'Logged Out'"),
        ("*44", "after_call::", "'On Break'"),
        ("*4415", "after_call::15", "Available"),
    ],
)
def test_a_state_is_said_and_done(
    client: FlaskClient, acme: Tenant, code: str, says: str, status: str
) -> None:
    done = walk(client, "acme.test", code, **SEAT)
    assert done[0] == ("set", f"seatyard_state={says}")
    assert done[1] == ("event", "Event-Name=CUSTOM,Event-Subclass=seatyard::state")
    assert done[2][0] == "hash"
    agent = "seat-${seatyard_seat}@acme.test"
    assert told(client, code, **SEAT)[-1] == f"agent set status {agent} {status}"
    assert done[-1] == ("hangup", "NORMAL_CLEARING")


def test_minutes_end_by_themselves(client: FlaskClient, acme: Tenant) -> None:
    assert told(client, "*4415", **SEAT)[0].endswith(" ${expr(${strepoch()}+15*60)}")
    assert told(client, "*41", **SEAT)[0] == "agent set ready_time seat-${seatyard_seat}@acme.test 0"


@pytest.mark.parametrize("code", ["*40", "*427", "*42x", "*440", "*44100", "*41 ", "41", "*41;rm", "**41"])
def test_what_is_no_code_leads_nowhere(client: FlaskClient, acme: Tenant, code: str) -> None:
    assert walk(client, "acme.test", code, **SEAT) == NOWHERE


@pytest.mark.parametrize("code", ["*41", "*42", "*421", "*43", "*44", "*445"])
def test_a_seat_speaks_for_itself_alone(client: FlaskClient, acme: Tenant, code: str) -> None:
    """A caller has no seat; a leg that somebody transferred here has a redirected number."""
    assert walk(client, "acme.test", code) in ([], NOWHERE)
    assert walk(client, "acme.test", code, rdnis="1001", **SEAT) in ([], NOWHERE)


def test_a_tenants_own_reasons(client: FlaskClient, acme: Tenant) -> None:
    acme.policies = {"busy_reasons": [{"code": 7, "zh": "祷告", "en": "Prayer"}]}
    made = codes_of(acme)
    assert [code for code in made.exact if code.startswith("*42")] == ["*42", "*427"]


def test_no_code_hides_a_seat(app: object) -> None:
    tenant = TenantFactory()
    SeatFactory(tenant=tenant, number="41")
    assert not any(code.isdigit() for code in codes_of(tenant).exact)
