"""A real Kamailio with what `proxy conf` wrote: who is sent where, and what is not let through."""

from __future__ import annotations

import socket
import time

from esl.proxy import rpc
from tests.support.processes import until

from .conftest import ACME, CARRIER, DID, FLOOD, OTHER, PHONE, RETRY_AFTER, STRANGER, Front
from .sip import HIDDEN, PATIENCE, Message, answer_to, request

SOON = 2.0
"""Seconds in which a phone is told that its node is away, on a busy machine."""


def only(found: list[Message]) -> Message:
    assert len(found) == 1, [one.first for one in found]
    return found[0]


def test_a_phone_registers_at_its_home(front: Front) -> None:
    phone = front.asking(PHONE)
    assert phone.ask("REGISTER", f"sip:{ACME}", user=f"sip:1001@{ACME}").status == 200
    asked = only(front.seats["fs1"].of("REGISTER"))
    host, port = front.address
    way_back = f"<sip:{host}:{port};lr;received={phone.address[0]}~{phone.address[1]}~1>"
    assert asked.one("Path") == way_back
    assert asked.one("X-AUTH-IP") == PHONE
    assert asked.first == f"REGISTER sip:{ACME} SIP/2.0"
    assert front.seats["fs2"].asked == []


def test_the_domain_is_read_in_any_case(front: Front) -> None:
    assert front.asking(PHONE).ask("INVITE", f"sip:1002@{OTHER.upper()}").status == 200
    assert only(front.seats["fs2"].of("INVITE"))


def test_who_asks_the_proxy_itself_is_known_by_his_own_domain(front: Front) -> None:
    proxy = f"{front.address[0]}:{front.address[1]}"
    phone = front.asking(PHONE)
    assert phone.ask("INVITE", f"sip:1002@{proxy}", user=f"sip:1001@{OTHER}").status == 200
    assert only(front.seats["fs2"].of("INVITE"))
    assert phone.ask("INVITE", f"sip:1002@{proxy}", user="sip:1001@evil.test").status == 404


def test_a_call_follows_the_tenant_once_it_has_moved(front: Front) -> None:
    phone = front.asking(PHONE)
    assert phone.ask("INVITE", f"sip:1002@{ACME}").status == 200
    assert only(front.seats["fs1"].of("INVITE")).all("Record-Route")
    front.move(ACME, "fs2")
    assert front.take_over() == ["db/numbers", "db/domains"]
    assert front.take_over() == []
    assert phone.ask("INVITE", f"sip:1002@{ACME}").status == 200
    assert len(front.seats["fs1"].of("INVITE")) == 1
    assert only(front.seats["fs2"].of("INVITE"))
    assert front.asking(CARRIER).ask("INVITE", f"sip:{DID}@127.0.0.5").status == 200
    assert only(front.carriers["fs2"].of("INVITE"))


def test_a_talk_stays_where_it_began(front: Front) -> None:
    """The tenant has moved meanwhile: the BYE goes to the node that has the call."""
    phone = front.asking(PHONE)
    route = phone.ask("INVITE", f"sip:1002@{ACME}").one("Record-Route")
    front.move(ACME, "fs2")
    front.take_over()
    host, port = front.seats["fs1"].address
    ended = phone.ask("BYE", f"sip:it@{host}:{port}", f"Route: {route}", to_tag="its")
    assert ended.status == 200
    assert only(front.seats["fs1"].of("BYE"))
    assert front.seats["fs2"].asked == []


def test_a_node_reaches_the_phone_by_the_path_of_its_registration(front: Front) -> None:
    phone, node = front.asking(PHONE), front.seats["fs1"]
    phone.ask("REGISTER", f"sip:{ACME}", user=f"sip:1001@{ACME}")
    path = only(node.of("REGISTER")).one("Path")
    node.ask(front.address, "INVITE", "sip:1001@10.9.9.9:5060", f"Route: {path}")
    called = phone.received()
    assert called.first == "INVITE sip:1001@10.9.9.9:5060 SIP/2.0"
    answer = node.answered()
    alias = f"alias={phone.address[0]}~{phone.address[1]}~1"
    assert alias in answer.one("Contact")
    # In the dialog: by the route and the contact that the answer brought.
    route, contact = answer.one("Record-Route"), answer.one("Contact").strip("<>")
    node.ask(front.address, "BYE", contact, f"Route: {route}", to_tag="its")
    assert phone.received().method == "BYE"


def test_a_phone_over_tcp_is_reached_by_its_connection(front: Front) -> None:
    node = front.seats["fs1"]
    with socket.create_connection(front.address, PATIENCE, (PHONE, 0)) as phone:
        own = phone.getsockname()
        phone.sendall(request(own, "REGISTER", f"sip:{ACME}", [], user=f"sip:1001@{ACME}", transport="TCP"))
        assert Message(phone.recv(65_535).decode()).status == 200
        path = only(node.of("REGISTER")).one("Path")
        assert path.endswith(f";received={PHONE}~{own[1]}~2>")
        node.ask(front.address, "INVITE", "sip:1001@10.9.9.9:5060;transport=tcp", f"Route: {path}")
        called = Message(phone.recv(65_535).decode())
        assert called.first.startswith("INVITE sip:1001@10.9.9.9:5060")
        phone.sendall(answer_to(called, 200, HIDDEN).encode())
        answer = node.answered()
    assert f"alias={PHONE}~{own[1]}~2" in answer.one("Contact")
    assert len(answer.all("Record-Route")) == 2, "one of each transport"


def test_a_dead_node_is_told_at_once(front: Front) -> None:
    for port in (front.seats["fs1"], front.carriers["fs1"]):
        port.close()
    phone, carrier = front.asking(PHONE), front.asking(CARRIER)
    until(lambda: flags(front, "fs1") == {"IP"}, lambda: f"the look at fs1: {flags(front, 'fs1')}")
    for asked in (
        lambda: phone.ask("REGISTER", f"sip:{ACME}", user=f"sip:1001@{ACME}"),
        lambda: phone.ask("INVITE", f"sip:1002@{ACME}"),
        lambda: carrier.ask("INVITE", f"sip:{DID}@127.0.0.5"),
    ):
        before = time.monotonic()
        answer = asked()
        assert (answer.status, answer.one("Retry-After")) == (503, RETRY_AFTER)
        assert time.monotonic() - before < SOON
    assert phone.ask("INVITE", f"sip:1002@{OTHER}").status == 200


def flags(front: Front, node: str) -> set[str]:
    """What the dispatcher thinks of a node's two ports: AP active, IP inactive, TP on trial."""
    found = set()
    for record in rpc.call(front.keeper.socket, "dispatcher.list")["RECORDS"]:
        for target in record["SET"]["TARGETS"]:
            if target["DEST"]["ATTRS"]["DUID"] == node:
                found.add(target["DEST"]["FLAGS"])
    return found


def test_a_node_that_dies_with_a_call_on_its_way_is_told_too(front: Front) -> None:
    """Before a look has found it: the proxy waits 5 s for a sign of the node."""
    front.seats["fs1"].close()
    answer = front.asking(PHONE).ask("INVITE", f"sip:1002@{ACME}")
    assert (answer.status, answer.one("Retry-After")) == (503, RETRY_AFTER)


def test_a_domain_of_nobody_is_refused(front: Front) -> None:
    for method in ("REGISTER", "INVITE", "SUBSCRIBE", "MESSAGE"):
        assert front.asking(STRANGER).ask(method, "sip:1002@evil.test").status == 404, method
    assert [*front.seats["fs1"].asked, *front.seats["fs2"].asked] == []


def test_what_speaks_for_a_proxy_is_taken_away(front: Front) -> None:
    forged = [
        "X-AUTH-IP: 127.0.0.9",
        "x-auth-ip: 127.0.0.9",
        "X-Seatyard-Queue: 7",
        "Path: <sip:127.0.0.66;lr>",
    ]
    phone = front.asking(PHONE)
    phone.ask("REGISTER", f"sip:{ACME}", *forged, user=f"sip:1001@{ACME}")
    phone.ask("INVITE", f"sip:1002@{ACME}", *forged[:3])
    for asked in (only(front.seats["fs1"].of("REGISTER")), only(front.seats["fs1"].of("INVITE"))):
        assert asked.all("X-AUTH-IP") == [PHONE]
        assert asked.all("X-Seatyard-Queue") == []
        assert not any("127.0.0.66" in one for one in asked.all("Path"))


def test_a_carriers_call_goes_where_its_number_is_at_home(front: Front) -> None:
    carrier = front.asking(CARRIER)
    for called in (DID, DID[1:], f"00{DID[1:]}", "01088880001", "1088880001", f"{DID};npdi=yes"):
        assert carrier.ask("INVITE", f"sip:{called}@127.0.0.5").status == 200, called
        asked = front.carriers["fs1"].asked.pop()
        assert asked.first == f"INVITE sip:{called}@127.0.0.5 SIP/2.0"
        assert asked.one("X-AUTH-IP") == CARRIER
    assert front.seats["fs1"].asked == []


def test_a_number_of_nobody_is_refused(front: Front) -> None:
    assert front.asking(CARRIER).ask("INVITE", "sip:+861088889999@127.0.0.5").status == 404


def test_a_stranger_calls_no_number(front: Front) -> None:
    """Only carriers come by number: for anybody else it is a domain that nobody has."""
    assert front.asking(STRANGER).ask("INVITE", f"sip:{DID}@127.0.0.5").status == 404
    assert front.carriers["fs1"].asked == []


def test_it_is_no_relay(front: Front) -> None:
    """Neither a Route of one's own making nor a tag that looks like a talk leads anywhere but to a node."""
    victim, stranger = front.asking("127.0.0.77"), front.asking(STRANGER)
    at = f"{victim.address[0]}:{victim.address[1]}"
    host, port = front.address
    routes = [f"Route: <sip:{host}:{port};lr>", f"Route: <sip:{at};lr>"]
    assert stranger.ask("INVITE", f"sip:v@{at}", *routes).status == 404
    assert stranger.ask("INVITE", f"sip:v@{at}", *routes, to_tag="made-up").status == 404
    assert (
        stranger.ask("INVITE", f"sip:v@{at}", f"Route: <sip:{host}:{port};lr;home=99>", to_tag="x").status
        == 404
    )
    # With a true set in it the request goes to that node, whatever its line says.
    home = only_set(front, "fs1")
    named = f"Route: <sip:{host}:{port};lr;home={home}>, <sip:{at};lr>"
    assert stranger.ask("INVITE", f"sip:v@{at}", named, to_tag="x").status == 200
    assert only(front.seats["fs1"].of("INVITE"))
    assert victim.nothing_came()


def only_set(front: Front, node: str) -> str:
    """The set of the node's port for seats."""
    lines = (front.keeper.folder / "dispatcher.list").read_text().splitlines()
    at = f"sip:{front.seats[node].address[0]}:{front.seats[node].address[1]}"
    (found,) = [line.split(" ")[0] for line in lines if at in line.split(" ")]
    return found


def test_a_flood_is_shut_out_and_nobody_else(front: Front) -> None:
    stranger, phone = front.asking(STRANGER), front.asking(PHONE)
    proxy = f"sip:{front.address[0]}:{front.address[1]}"
    stranger.socket.settimeout(0.5)
    answered = 0
    while answered < FLOOD * 3 and stranger.is_answered("OPTIONS", proxy):
        answered += 1
    assert FLOOD / 2 <= answered < FLOOD * 3
    assert phone.ask("OPTIONS", proxy).status == 200
    assert front.asking(CARRIER).ask("INVITE", f"sip:{DID}@127.0.0.5").status == 200
