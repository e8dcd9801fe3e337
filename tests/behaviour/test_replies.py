"""What the switch says to the commands that Seatyard sends, right and wrong, word for word."""

from __future__ import annotations

import json

import pytest

from esl.carriers.watch import statuses

from .node import Node
from .tenants import CARRIER, SELLER, Tenant

NOBODY = "00000000-0000-4000-8000-000000000000"
CC = "callcenter_config"
NO_CHANNEL = "-ERR No such channel!\n"
UNREGISTERED = "error/user_not_registered"

LEGS = {
    f"uuid_exists {NOBODY}": "false",
    f"uuid_kill {NOBODY} NORMAL_CLEARING": NO_CHANNEL,
    "uuid_kill": "-USAGE: <uuid> [cause]\n",
    f"uuid_getvar {NOBODY} cc_queue": NO_CHANNEL,
    "uuid_getvar": "-USAGE: <uuid> <var>\n",
    f"uuid_setvar {NOBODY} limit_backend": NO_CHANNEL,
    f"uuid_hold {NOBODY}": "+OK Success\n",
    f"uuid_record {NOBODY} start /tmp/x.wav": "-ERR Cannot locate session!\n",
    f"uuid_broadcast {NOBODY} x.wav aleg": "-ERR invalid uuid\n",
    f"uuid_recv_dtmf {NOBODY} 1": "-ERR Cannot locate session!\n",
    f"uuid_limit {NOBODY} hash a b": f"-ERR Cannot find session with uuid {NOBODY}\n",
    f"uuid_limit_release {NOBODY} hash a b": f"-ERR Cannot find session with uuid {NOBODY}\n",
    "hupall NORMAL_CLEARING seatyard_nothing 1": (
        "+OK hangup all channels matching [seatyard_nothing]=[1] with cause: NORMAL_CLEARING\n"
    ),
    "show channels as json": '{"row_count": 0}\n',
    "show calls as json": '{"row_count": 0}\n',
    "limit_usage hash seatyard nobody": "0",
    "limit_usage": "USAGE: limit_usage <backend> <realm> <id> [rate]\n",
}
QUEUES = {
    f"{CC} agent set status nobody Available": "-ERR Agent not found!\n",
    f"{CC} agent set state nobody Waiting": "-ERR Agent not found!\n",
    f"{CC} agent get status nobody": "-ERR Agent not found!\n",
    f"{CC} agent add nobody nonsense": "-ERR Agent type invalid!\n",
    f"{CC} agent del nobody": "+OK\n",
    f"{CC} agent list nobody": "+OK\n",
    f"{CC} queue load nobody@x": "-ERR Invalid Queue not found!\n",
    f"{CC} queue reload nobody@x": "-ERR Invalid Queue not found!\n",
    f"{CC} queue unload nobody@x": "+OK\n",
    f"{CC} queue list members nobody@x": "+OK\n",
    f"{CC} queue count members nobody@x": "0\n",
    f"{CC} tier add nobody@x nobody 1 1": "-ERR Queue not found!\n",
    f"{CC} tier del nobody@x nobody": "+OK\n",
    f"{CC} tier set level nobody@x nobody 1": "-ERR Unknown Error!\n",
    f"{CC} nonsense": "-ERR Invalid!\n",
}
REST = {
    "nosuchcommand": "-ERR nosuchcommand Command not found!\n",
    "hash select/seatyard_talks/nobody": "",
    "hash delete/seatyard_behaviour/nothing": "-ERR Not found\n",
    "global_getvar seatyard_nothing": "",
    "global_setvar": "-USAGE: <var>=<value> [=<value2>]\n",
    "user_exists id nobody alpha.seats.example": "false",
    f"user_exists id {SELLER} nowhere.example": "false",
    f"user_exists id {SELLER} alpha.seats.example": "true",
    "sofia_contact */nobody@alpha.seats.example": UNREGISTERED,
    "sofia profile external rescan": "Reload XML [Success]\n+OK scan complete\n",
    "sofia profile nosuch rescan": "Invalid Profile [nosuch]",
    "sofia profile external killgw nosuch": "-ERR no such gateway.\n",
    "sofia nonsense": "Unknown Command [nonsense]\n",
    "conference room-0-8000 json_list": "-ERR Conference room-0-8000 not found\n",
    "conference room-0-8000 kick 1": "-ERR Conference room-0-8000 not found\n",
    "reloadxml": "+OK [Success]\n",
    "reloadacl": "+OK acl reloaded\n",
    f"xml_flush_cache id {SELLER} alpha.seats.example": "+OK cleared 0 entries\n",
    "sofia profile internal flush_inbound_reg 9999@alpha.seats.example": (
        "+OK flushing all registrations matching specified call_id\n"
    ),
    "module_exists mod_callcenter": "true",
    "module_exists mod_nonsense": "false",
    "acl 203.0.113.9 loopback.auto": "false",
    "fsctl pause_check": "false",
    "cond 10 > 9 ? yes : no": "yes",
    "cond a == b ? yes : no": "no",
    "expr 1+2": "3",
}


@pytest.mark.parametrize(("command", "reply"), [*LEGS.items(), *QUEUES.items(), *REST.items()])
def test_a_command_that_changes_nothing(node: Node, command: str, reply: str) -> None:
    assert node.api(command) == reply


def test_an_empty_reply_is_an_error_in_the_foreground_alone(node: Node) -> None:
    assert node.link.send("api hash select/seatyard_talks/nobody").text == "-ERR no reply\n"


@pytest.mark.parametrize("command", [CC, "show", "fsctl"])
def test_usage(node: Node, command: str) -> None:
    assert node.api(command).startswith("-USAGE: ")


def test_a_queue_and_an_agent_are_made_and_unmade(node: Node, alpha: Tenant) -> None:
    agent, queue = f"seat-0@{alpha.domain}", node.queue(alpha)
    steps = [
        (f"agent add {agent} callback", "+OK\n"),
        (f"agent set contact {agent} user/{SELLER}@{alpha.domain}", "+OK\n"),
        (f"agent set status {agent} 'On Break'", "+OK\n"),
        (f"agent get status {agent}", "On Break"),
        (f"agent set status {agent} Nonsense", "-ERR Invalid Agent Status!\n"),
        (f"agent set state {agent} Nonsense", "-ERR Invalid Agent State!\n"),
        (f"agent set nonsense {agent} 1", "-ERR Invalid Agent Update KEY!\n"),
        (f"tier add {queue} {agent} 2 3", "+OK\n"),
        (f"tier set level {queue} {agent} 1", "+OK\n"),
        (f"tier set state {queue} {agent} Nonsense", "-ERR Invalid Tier State!\n"),
        (f"tier del {queue} {agent}", "+OK\n"),
        (f"agent del {agent}", "+OK\n"),
        (f"agent get status {agent}", "-ERR Agent not found!\n"),
    ]
    for command, reply in steps:
        assert (command, node.api(f"{CC} {command}")) == (command, reply)


def test_what_is_remembered(node: Node) -> None:
    asked = ["insert/r/k/v", "select/r/k", "delete_ifmatch/r/k/w", "delete_ifmatch/r/k/v", "select/r/k"]
    said = [node.api(f"hash {one}") for one in asked]
    assert said == ["+OK\n", "v", "-ERR Doesn't match\n", "+OK\n", ""]


def test_a_global_variable(node: Node) -> None:
    asked = (
        "setvar seatyard_trial=1",
        "getvar seatyard_trial",
        "setvar seatyard_trial=",
        "getvar seatyard_trial",
    )
    assert [node.api(f"global_{one}") for one in asked] == ["+OK", "1", "+OK", ""]


def test_the_carriers(node: Node) -> None:
    assert statuses(node.api("sofia xmlstatus gateway")) == {CARRIER: "UP"}


def test_the_directory_is_what_seatyard_says(node: Node, alpha: Tenant, beta: Tenant) -> None:
    def hashed(tenant: Tenant) -> str:
        return node.api(f"user_data {SELLER}@{tenant.domain} param a1-hash")

    assert len(hashed(alpha)) == len(hashed(beta)) == 32
    assert hashed(alpha) != hashed(beta)


def test_json_lists(node: Node, alpha: Tenant) -> None:
    phone = node.phone(alpha, SELLER)
    node.until("the registration", lambda: phone.registration == 200)

    def mine() -> dict[str, str]:
        rows = json.loads(node.api("show registrations as json")).get("rows", [])
        return next((row for row in rows if (row["reg_user"], row["realm"]) == (SELLER, alpha.domain)), {})

    listed = node.until("it is listed", mine)
    assert listed["network_ip"] == "127.0.0.1"
    assert node.api(f"sofia_contact {SELLER}@{alpha.domain}").endswith(listed["url"].rpartition("sip:")[2])
