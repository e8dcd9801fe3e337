"""Two tenants with the same seats, queues and numbers; neither gets at anything of the other's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from .forged import LOOPBACK, SDP, Account, Request
from .phones import Phone
from .plant import DOMAIN, PASSWORDS, QUIET, SEAT, Plant
from .waiting import until

pytestmark = pytest.mark.live

OTHER = "twin.seats.example"
PASSWORD = "twin-1001"
DID, DIRECT = "+861088880098", "+861088880099"
NOBODYS = "+861088887777"
THEIRS = f"sip:{SEAT}@{OTHER}"
"""The other tenant's; ``DIRECT`` rings its seat."""


@dataclass
class Twin:
    """A tenant with the same seat, the same queue and the same flow as the first one."""

    phone: Phone


@pytest.fixture(scope="module")
def twin(plant: Plant, seat: Phone) -> Iterator[Twin]:
    document = yaml.safe_load((plant.home / "acme.yaml").read_text())
    document["tenant"] |= {"name": "twin", "domain": OTHER}
    document["seats"] = [one | {"password": f"twin-{one['number']}"} for one in document["seats"]]
    document["numbers"] = [{"e164": DID, "flow": "main"}, {"e164": DIRECT, "flow": "direct"}]
    document["flows"]["direct"] = {"start": "ring", "nodes": {"ring": {"seat": SEAT}}}
    document["recordings"]["announce"] = False
    document["outbound"]["caller_numbers"] = [DID]
    path = plant.home / "twin.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    for number in (DID, DIRECT):
        plant.seatyard("number", "add", number)
    plant.seatyard("tenant", "onboard", str(path), "--waive", "tried today")
    phone = plant.phones.seat(SEAT, OTHER, PASSWORD, plant.sip)
    until("the registration", lambda: phone.registration == 200)
    yield Twin(phone)
    phone.register(False)
    phone.close()


def mine() -> Account:
    return Account(SEAT, DOMAIN, PASSWORDS[SEAT])


def contact(plant: Plant) -> str:
    """Where the other tenant's seat is reached."""
    return plant.switch.api(f"sofia_contact {SEAT}@{OTHER}")


def refused(plant: Plant) -> int:
    """How many refusals Seatyard has counted for the other tenant's domain, from here."""
    rows = plant.rows(
        "SELECT count FROM findings WHERE kind = ? AND key = ?", "phone_refused", f"{OTHER} {LOOPBACK}"
    )
    return int(str(rows[0]["count"])) if rows else 0


def ask(method: str, caller: str, uri: str = THEIRS, account: Account | None = None, **more: Any) -> Request:
    body = {"INVITE": SDP, "MESSAGE": "hello"}.get(method, "")
    return Request(method, uri, caller, account=account, body=body, **more)


@contextmanager
def counted(plant: Plant, attempts: int) -> Iterator[None]:
    """So many refusals are counted within."""
    before = refused(plant)
    yield
    until(f"{attempts} refusals are counted", lambda: refused(plant) == before + attempts)


def test_a_password_registers_nobody_else(plant: Plant, twin: Twin) -> None:
    before, victims = contact(plant), (SEAT, QUIET, "queue-1", "nobody")
    with counted(plant, 2 * len(victims)):
        for user in victims:
            theirs = f"<sip:{user}@{OTHER}>"
            for caller in (theirs, f"<sip:{SEAT}@{DOMAIN}>"):
                request = Request("REGISTER", f"sip:{OTHER}", caller, theirs, mine(), ("Expires: 60",))
                assert request.send(plant.sip) == 403, (user, caller)
    assert contact(plant) == before


def test_a_password_signs_nobody_else_off(plant: Plant, twin: Twin) -> None:
    before, theirs = contact(plant), f"<sip:{SEAT}@{OTHER}>"
    with counted(plant, 1):
        request = Request("REGISTER", f"sip:{OTHER}", theirs, theirs, mine(), ("Expires: 0",))
        assert request.send(plant.sip) == 403
    assert contact(plant) == before


def test_the_same_number_has_another_password(plant: Plant, twin: Twin) -> None:
    theirs = f"<sip:{SEAT}@{OTHER}>"
    with counted(plant, 1):
        wrong = Account(SEAT, OTHER, PASSWORDS[SEAT])
        assert Request("REGISTER", f"sip:{OTHER}", theirs, theirs, wrong).send(plant.sip) == 403


@pytest.mark.parametrize("method", ["INVITE", "MESSAGE"])
@pytest.mark.parametrize("caller", [f"<sip:{SEAT}@{DOMAIN}>", f"<sip:{SEAT}@{OTHER}>"])
def test_nothing_is_sent_to_another_domain(plant: Plant, twin: Twin, method: str, caller: str) -> None:
    calls = len(twin.phone.incoming)
    told = method == "INVITE"  # a message is refused with 401 or 500, and no event tells of it
    with counted(plant, int(told)):
        status = ask(method, caller, account=mine()).send(plant.sip)
    assert status == 403 if told else status in (401, 500)
    assert ask(method, caller).send(plant.sip) == 407
    assert len(twin.phone.incoming) == calls
    assert twin.phone.messages == []


@pytest.mark.parametrize("user", [QUIET, "anonymous"])
def test_a_seat_calls_as_nobody_else(plant: Plant, twin: Twin, user: str) -> None:
    for domain in (DOMAIN, OTHER):
        request = ask("INVITE", f"<sip:{user}@{domain}>", f"sip:{QUIET}@{DOMAIN}", mine())
        assert request.send(plant.sip) == 403


@pytest.mark.parametrize("method", ["SUBSCRIBE", "PUBLISH", "NOTIFY", "REFER"])
def test_nothing_else_is_to_be_had(plant: Plant, twin: Twin, method: str) -> None:
    """Neither who talks with whom, nor a call that the switch would make for somebody."""
    headers = ("Event: dialog", "Expires: 60", f"Refer-To: <{THEIRS}>")
    for port in (plant.sip, plant.carrier):
        for account in (mine(), None):
            status = ask(method, f"<sip:{SEAT}@{DOMAIN}>", account=account, headers=headers).send(port)
            assert status >= 400
    assert plant.channels() == []


def test_the_same_number_rings_at_home(plant: Plant, seat: Phone, twin: Twin) -> None:
    phones = {DOMAIN: plant.seat(QUIET), OTHER: plant.phones.seat(QUIET, OTHER, f"twin-{QUIET}", plant.sip)}
    try:
        for phone in phones.values():
            until("the registration", lambda phone=phone: phone.registration == 200)
        for caller, home, away in ((seat, DOMAIN, OTHER), (twin.phone, OTHER, DOMAIN)):
            calls = len(phones[away].incoming)
            call = caller.dial(f"sip:{QUIET}@{home}")
            arrived = until("it rings", lambda home=home: phones[home].incoming)[-1]
            assert len(phones[away].incoming) == calls
            arrived.reply(200)
            until("they talk", lambda call=call: call.up)
            until("both legs are listed", lambda: len(plant.channels()) == 2)
            assert {channel["context"] for channel in plant.channels()} == {home}
            call.hang_up()
            plant.quiet()
    finally:
        for phone in phones.values():
            phone.register(False)
            phone.close()


def test_nor_while_seatyard_is_away(plant: Plant, twin: Twin) -> None:
    """Then the node's own copy answers, behind a look of its own."""
    before, mine_too = contact(plant), f"<sip:{SEAT}@{DOMAIN}>"
    plant.stop_web()
    try:
        with counted(plant, 3):
            for user in (SEAT, "nobody"):
                theirs = f"<sip:{user}@{OTHER}>"
                register = Request("REGISTER", f"sip:{OTHER}", theirs, theirs, mine(), ("Expires: 60",))
                assert register.send(plant.sip) == 403
            assert ask("INVITE", mine_too, account=mine()).send(plant.sip) == 403
        again = Request("REGISTER", f"sip:{DOMAIN}", mine_too, mine_too, mine())
        assert again.send(plant.sip) == 200
    finally:
        plant.start_web()
    assert contact(plant) == before
    plant.switch.api(f"sofia profile internal flush_inbound_reg {again.call_id}")
    own = f"sofia_contact */{SEAT}@{DOMAIN}"
    until("its own phone alone is left", lambda: plant.switch.api(own).count("sofia/internal/") == 1)


EVIL = (
    "%0Aapi system touch {mark}",
    "${{system(touch {mark})}}",
    "%24%7Bsystem(touch {mark})%7D",
    "<action application='system' data='touch {mark}'/>",
    "]]>&lt;x&gt;</name>",
    "%0D%0AX-Seatyard: 1",
    "^^:a=b:c=d",
    "{{seatyard_tenant=2}}",
    "[seatyard_tenant=2]",
    "' OR 1=1 --",
    "李雷',seatyard_tenant=2,x='",
)


@pytest.mark.parametrize("text", EVIL)
def test_a_callers_name_is_only_a_name(plant: Plant, twin: Twin, tmp_path: Path, text: str) -> None:
    mark = tmp_path / "mark"
    name, before = text.format(mark=mark), len(twin.phone.incoming)
    caller = f'"{name}" <sip:13800138000@{LOOPBACK}>'
    call = Request("INVITE", f"sip:{DIRECT}@{LOOPBACK}", caller, body=SDP)
    with call.placed(plant.carrier):
        until("the seat rings", lambda: len(twin.phone.incoming) > before)
        until("both legs are listed", lambda: len(plant.channels()) == 2)
        tenant = twin_id(plant)
        for channel in plant.channels():
            assert plant.switch.variable(channel["uuid"], "seatyard_tenant") == tenant
    plant.quiet()
    assert not mark.exists()
    shown = twin.phone.incoming[-1].caller
    assert shown.endswith(f"<sip:+8613800138000@{OTHER}>")
    assert "\n" not in shown


@pytest.mark.parametrize(
    "dialled",
    [
        "%24%7Bsystem(touch%20{mark})%7D",
        "1%0Aapi%20system%20touch%20{mark}",
        f"{SEAT}%20XML%20{OTHER}",
        f"{SEAT}@{OTHER}",
        f"{SEAT}%40{OTHER}",
        f"user%2F{SEAT}%40{OTHER}",
        "flow-{flow}-hello",
        "queue-{queue}",
        f"queue-{{queue}}%40{OTHER}",
    ],
)
def test_what_is_dialled_is_only_a_number(plant: Plant, twin: Twin, tmp_path: Path, dialled: str) -> None:
    mark, calls = tmp_path / "mark", len(twin.phone.incoming)
    (flow,) = plant.rows("SELECT id FROM flows WHERE tenant_id = ? AND name = 'main'", twin_id(plant))
    (queue,) = plant.rows("SELECT id FROM queues WHERE tenant_id = ?", twin_id(plant))
    number = dialled.format(mark=mark, flow=flow["id"], queue=queue["id"])
    own = ask("INVITE", f"<sip:{SEAT}@{DOMAIN}>", f"sip:{number}@{DOMAIN}", mine())
    outside = ask("INVITE", f"<sip:13800138000@{LOOPBACK}>", f"sip:{number}@{LOOPBACK}")
    assert own.send(plant.sip) >= 400
    assert outside.send(plant.carrier) >= 400
    plant.quiet()
    assert not mark.exists()
    assert len(twin.phone.incoming) == calls


def test_a_talk_is_not_taken_over_by_its_identity(plant: Plant, twin: Twin) -> None:
    """INVITE with Replaces (RFC 3891): whoever knows a call's Call-ID and tags is not its owner."""
    before = len(twin.phone.incoming)
    caller = plant.call_in(DIRECT)
    until("the seat rings", lambda: len(twin.phone.incoming) > before)
    twin.phone.incoming[-1].reply(200)
    until("they talk", lambda: caller.up)
    until("both legs are listed", lambda: len(plant.channels()) == 2)
    bonds = _bonds(plant)
    for uuid in bonds:
        names = ("sip_call_id", "sip_from_tag", "sip_to_tag")
        call_id, *tags = (plant.switch.variable(uuid, name) for name in names)
        for identity in (call_id, uuid):
            for first, second in (tags, reversed(tags)):
                header = (f"Replaces: {identity};to-tag={first};from-tag={second}",)
                ask("INVITE", f"<sip:{SEAT}@{DOMAIN}>", f"sip:1009@{DOMAIN}", mine(), headers=header).send(
                    plant.sip
                )
    until("the others are gone", lambda: _bonds(plant) == bonds)
    assert caller.up
    caller.hang_up()
    plant.quiet()


def test_none_of_the_refused_is_a_call_whose_record_is_missing(plant: Plant, twin: Twin) -> None:
    """FreeSWITCH makes no record of them; a stranger would keep a month from being closed."""
    own = f"<sip:{SEAT}@{DOMAIN}>"
    forged = ask("INVITE", f"<sip:{QUIET}@{DOMAIN}>", f"sip:{QUIET}@{DOMAIN}", mine())
    assert forged.send(plant.sip) == 403
    assert ask("INVITE", own).send(plant.sip) == 407
    plant.quiet()  # the switch waits ten seconds for the answer to its challenge
    later = plant.call_in(NOBODYS)
    until("it is refused", lambda: later.over)
    told = "SELECT 1 FROM hangups h JOIN cdr_records r ON r.uuid = h.uuid WHERE r.body LIKE ?"
    until("the worker has heard of a later call", lambda: plant.rows(told, f"%{NOBODYS}%"))
    assert plant.rows("SELECT * FROM hangups WHERE started_at IS NULL") == []
    plant.seatyard("meter", "reconcile")
    assert plant.rows("SELECT key FROM findings WHERE kind = 'cdr_missing'") == []


def _bonds(plant: Plant) -> dict[str, str]:
    """Who is connected with whom, by leg."""
    uuids = sorted(channel["uuid"] for channel in plant.channels())
    return {uuid: plant.switch.variable(uuid, "signal_bond") for uuid in uuids}


def twin_id(plant: Plant) -> str:
    (row,) = plant.rows("SELECT id FROM tenants WHERE domain = ?", OTHER)
    return str(row["id"])
