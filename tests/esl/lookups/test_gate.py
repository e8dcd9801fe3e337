"""The gate between a node and the tenants' own servers: a word or nothing, and nothing from inside."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.lookups.gate import Gate, permitted
from tests.support.https import TenantsServer, reply, serving_gate, tenants_server

INSIDE = ["127.0.0.0/8", "::1/128"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TenantsServer]:
    with tenants_server(tmp_path) as served:
        served.answers["/level"] = {"level": "vip"}
        yield served


@pytest.fixture
def gate(server: TenantsServer) -> Iterator[Gate]:
    with serving_gate(INSIDE, server.authority) as made:
        yield made


def ask(gate: Gate, url: str, field: str = "level", wait: float = 5, **values: str) -> tuple[int, str]:
    query = f"to={quote(url, safe='')}&field={field}&wait={wait}"
    query += "".join(f"&v_{name}={quote(value)}" for name, value in values.items())
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{gate.server_address[1]}/?{query}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_field_of_the_answer_is_the_word(gate: Gate, server: TenantsServer) -> None:
    assert ask(gate, server.url()) == (200, "vip")
    server.answers["/level"] = {"customer": {"level": 3, "blocked": False}}
    assert ask(gate, server.url(), "customer.level") == (200, "3")
    assert ask(gate, server.url(), "customer.blocked") == (200, "false")
    assert ask(gate, server.url(), "customer.name") == (200, "")
    assert ask(gate, server.url(), "customer") == (200, "")


@pytest.mark.parametrize(
    "said",
    ["${system(id)}", "vip\n", "a b", "", "x" * 41, "贵宾", None, ["vip"], {"a": 1}, 1.5, "$${hostname}"],
)
def test_what_is_no_word_is_nothing(gate: Gate, server: TenantsServer, said: Any) -> None:
    server.answers["/level"] = {"level": said}
    assert ask(gate, server.url()) == (200, "")


def test_what_the_call_brings_is_filled_in(gate: Gate, server: TenantsServer) -> None:
    url = server.url("/level?caller={caller}&account={account}")
    assert ask(gate, url, caller="+8613800138000", account="123") == (200, "vip")
    assert server.asked == ["/level?caller=%2B8613800138000&account=123"]


def test_no_more_than_digits_are_filled_in(gate: Gate, server: TenantsServer) -> None:
    for caller in ("1&admin=1", "1/../../x", "${uuid}", "1\r\nHost: x", "", "anonymous"):
        ask(gate, server.url("/level?caller={caller}"), caller=caller)
    assert set(server.asked) == {"/level?caller="}


def test_an_address_inside_is_refused_however_it_is_named(server: TenantsServer) -> None:
    with serving_gate([], server.authority) as gate:
        for host in (
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
        ):
            assert ask(gate, server.url(host=host)) == (403, ""), host
    assert server.asked == []


def test_only_https_with_a_certificate_of_the_name(gate: Gate, server: TenantsServer, tmp_path: Path) -> None:
    assert ask(gate, server.url().replace("https:", "http:"))[0] == 403
    assert ask(gate, f"file://localhost{server.authority}")[0] == 403
    assert ask(gate, server.url(host="127.0.0.2"))[0] == 502, "the certificate is not that address's"
    with serving_gate(INSIDE, None) as trusting_nobody:
        assert ask(trusting_nobody, server.url())[0] == 502
    assert server.asked == []


def test_a_redirect_is_no_answer(gate: Gate, server: TenantsServer) -> None:
    server.answers["/away"] = lambda request: reply(request, 302, b"", Location=server.url())
    assert ask(gate, server.url("/away")) == (502, "")
    assert server.asked == ["/away"]


@pytest.mark.parametrize("body", [b"", b"vip", b"[]", b'"vip"', b'{"level": "vip"', b"\xff", b"[" * 60_000])
def test_what_is_no_document_is_nothing(gate: Gate, server: TenantsServer, body: bytes) -> None:
    server.answers["/odd"] = lambda request: reply(request, 200, body)
    assert ask(gate, server.url("/odd"))[1] == ""


def test_an_answer_without_end_is_cut(gate: Gate, server: TenantsServer) -> None:
    server.answers["/big"] = lambda request: reply(request, 200, b'{"level": "' + b"x" * 70_000 + b'"}')
    assert ask(gate, server.url("/big")) == (502, "")


def test_a_slow_server_does_not_hold_the_call(gate: Gate, server: TenantsServer) -> None:
    """Not even one that sends a little now and then."""
    over = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for number in range(100):
            request.wfile.write(f"X-{number}: 1\r\n".encode())
            request.wfile.flush()
            if over.wait(0.2):
                return

    server.answers["/drip"] = drip
    began = time.monotonic()
    status, word = ask(gate, server.url("/drip"), wait=0.5)
    over.set()
    assert (status, word) in [(502, ""), (504, "")]
    assert time.monotonic() - began < 3


def test_questions_that_make_no_sense(gate: Gate) -> None:
    for query in ("", "to=", "to=https%3A%2F%2F", "to=%00", "wait=x", "to=https%3A%2F%2F[", "=&&&"):
        with pytest.raises(urllib.error.HTTPError, match=r"40|50"):
            urllib.request.urlopen(f"http://127.0.0.1:{gate.server_address[1]}/?{query}").close()


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.5.5", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::1", "2001:0:a00:1::1", "ff02::1"),
    ],
)
def test_no_network_of_the_operators_is_permitted(address: str) -> None:
    assert not permitted(ip_address(address), [])


def test_public_ones_are_and_those_that_the_operator_allows() -> None:
    assert permitted(ip_address("1.1.1.1"), [])
    assert permitted(ip_address("2606:4700::1111"), [])
    assert permitted(ip_address("10.1.2.3"), [ip_network("10.1.0.0/16")])
    assert permitted(ip_address("::ffff:10.1.2.3"), [ip_network("10.1.0.0/16")])


@given(st.binary(min_size=4, max_size=4))
def test_an_address_inside_another_kind_is_judged_as_itself(packed: bytes) -> None:
    plain = ip_address(packed)
    for wrapped in (b"\0" * 10 + b"\xff\xff" + packed, b"\0\x64\xff\x9b" + b"\0" * 8 + packed):
        assert permitted(ip_address(wrapped), []) == permitted(plain, [])
