"""The folder that `node conf` writes: complete, sound, private where it must be, and steady."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from esl.models import Node
from esl.nodes import check, conf
from seatyard import findings
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tenants.models import Tenant
from tests.factories import (
    FlowFactory,
    NodeFactory,
    NumberFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    TenantFactory,
    TrunkFactory,
)
from tests.support import sound

from ..flows.documents import MAIN

PASSWORD = "p<a&s\"s'word"


@pytest.fixture
def fs1(app: Flask, tmp_path: Path) -> Node:
    secret = tmp_path / "esl-password"
    secret.write_text(PASSWORD + "\n")
    TrunkFactory(name="carrier1", host="192.0.2.10", port=5062)
    return NodeFactory(name="fs1", password_file=str(secret), port=8031)


@pytest.fixture
def acme(fs1: Node) -> Tenant:
    outbound = {"caller_numbers": ["+861088880001"], "allow": ["+86"], "deny": ["+86900"]}
    policies = {"recordings": {"record": "all", "announce": True}, "outbound": outbound}
    tenant = TenantFactory(domain="acme.test", policies=policies)
    PlacementFactory(tenant=tenant, node=fs1)
    seat = SeatFactory(tenant=tenant, number="1001", name='李 "<&> 雷')
    queue = QueueFactory(tenant=tenant, on_timeout="voicemail:sales")
    QueueSeatFactory(queue=queue, seat=seat)
    NumberFactory(tenant=tenant, e164="+861088880001", flow=FlowFactory(tenant=tenant, document=MAIN))
    db.session.commit()
    return tenant


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "conf"


def attributes(out: Path, file: str, xpath: str) -> list[str]:
    return list(map(str, etree.parse(out / file).xpath(xpath)))


def test_a_proxy_is_believed_where_the_settings_name_it(command, app: Flask, acme: Tenant, out: Path) -> None:
    asked = "//param[@name='apply-proxy-acl']/@value"
    command("node", "conf", "fs1", "--out", str(out))
    assert attributes(out, "sip_profiles/external.xml", asked) == []
    app.extensions["settings"] = replace(settings_of(app), sip_proxies=(ip_network("192.0.2.5/32"),))
    command("node", "conf", "fs1", "--out", str(out))
    assert attributes(out, "sip_profiles/external.xml", asked) == ["proxies"]
    listed = "//list[@name='proxies' and @default='deny']/node/@cidr"
    assert attributes(out, "autoload_configs/acl.conf.xml", listed) == ["192.0.2.5/32"]
    assert check.problems(out) == []
    acl = out / "autoload_configs/acl.conf.xml"
    acl.write_text(acl.read_text().replace('name="proxies"', 'name="friends"'))
    assert {message for _, message in check.problems(out)} == {"there is no network list proxies"}


@pytest.mark.parametrize(
    ("proxied", "asked", "lasts"),
    [(False, (), []), (True, (), ["54", "6"]), (True, ("--register-within", "300"), ["270", "30"])],
)
def test_phones_behind_a_proxy_register_anew_soon(
    command, app: Flask, acme: Tenant, out: Path, proxied: bool, asked: tuple[str, ...], lasts: list[str]
) -> None:
    proxies = (ip_network("192.0.2.5/32"),) if proxied else ()
    app.extensions["settings"] = replace(settings_of(app), sip_proxies=proxies)
    assert command("node", "conf", "fs1", "--out", str(out), *asked).exit_code == 0
    told = "//param[@name='sip-force-expires-max' or @name='sip-expires-max-deviation']/@value"
    assert attributes(out, "sip_profiles/internal.xml", told) == lasts


def test_the_folder_is_whole(command, acme: Tenant, out: Path) -> None:
    result = command("node", "conf", "fs1", "--out", str(out), "--sip-port", "5066", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["tenants"] == 1
    assert check.problems(out) == []
    assert attributes(out, "sip_profiles/internal.xml", "//param[@name='sip-port']/@value") == ["5066"]
    gateway = "//gateway[@name='carrier1']/param[@name='proxy']/@value"
    assert attributes(out, "sip_profiles/external.xml", gateway) == ["192.0.2.10:5062"]
    for name in ("carriers", "carrier-carrier1"):
        acl = f"//list[@name='{name}' and @default='deny']/node/@cidr"
        assert attributes(out, "autoload_configs/acl.conf.xml", acl) == ["192.0.2.10/32"]
    modules = attributes(out, "autoload_configs/modules.conf.xml", "//load/@module")
    assert modules.index("mod_xml_curl") < min(
        map(modules.index, ("mod_json_cdr", "mod_sofia", "mod_callcenter"))
    )


def test_a_carriers_gateway(command, acme: Tenant, out: Path, tmp_path: Path) -> None:
    """Asked whether it lives, registered at, known by all of its networks; its password is a secret."""
    (tmp_path / "carrier-password").write_text('c&"<7>')
    account = ("--user", "seatyard", "--password-file", str(tmp_path / "carrier-password"), "--register")
    places = ("--host", "198.51.100.1", "--network", "198.51.100.16/28", "--network", "203.0.113.9")
    added = command("trunk", "add", "carrier2", *places, *account, "--ping", "30")
    assert added.exit_code == 0, added.stderr
    assert command("node", "conf", "fs1", "--out", str(out)).exit_code == 0
    params = etree.parse(out / "sip_profiles/external.xml").iterfind(".//gateway[@name='carrier2']/param")
    assert {param.get("name"): param.get("value") for param in params} == {
        "proxy": "198.51.100.1:5060",
        "realm": "198.51.100.1",
        "username": "seatyard",
        "password": 'c&"<7>',
        "register": "true",
        "expire-seconds": "600",
        "retry-seconds": "30",
        "extension": "auto_to_user",
        "caller-id-in-from": "true",
        "ping": "30",
        "ping-max": "2",
        "ping-min": "1",
    }
    networks = attributes(out, "autoload_configs/acl.conf.xml", "//list[@name='carrier-carrier2']/node/@cidr")
    assert networks == ["198.51.100.1/32", "198.51.100.16/28", "203.0.113.9/32"]
    assert stat.S_IMODE((out / "sip_profiles/external.xml").stat().st_mode) == 0o600


def test_it_asks_and_reports_to_seatyard(command, acme: Tenant, out: Path) -> None:
    assert command("node", "conf", "fs1", "--out", str(out)).exit_code == 0
    token = token_for("fs1", "test")
    asks = "autoload_configs/xml_curl.conf.xml"
    assert attributes(out, asks, "//param[@name='gateway-url']/@value") == [
        "http://127.0.0.1:1/switch/fs1/xml"
    ]
    assert attributes(out, asks, "//param[@name='gateway-credentials']/@value") == [f"fs1:{token}"]
    settings = etree.parse(out / "autoload_configs/json_cdr.conf.xml").iter("param")
    values = {param.get("name"): param.get("value") for param in settings}
    wanted = {"url": "http://127.0.0.1:1/switch/fs1/cdr", "cred": f"fs1:{token}", "encode-values": "false"}
    assert values | wanted | {"retries": "2", "delay": "2", "timeout": "5", "log-b-leg": "true"} == values
    password = "//param[@name='password']/@value"
    assert attributes(out, "autoload_configs/event_socket.conf.xml", password) == [PASSWORD]


def test_secrets_are_for_their_owner_alone(command, acme: Tenant, out: Path) -> None:
    command("node", "conf", "fs1", "--out", str(out))
    open_to_others = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    everything = b"".join((out / name).read_bytes() for name in open_to_others)
    for secret in (token_for("fs1", "test"), PASSWORD, "p&lt;a&amp;s", acme.seats[0].a1_hash):
        assert secret.encode() not in everything
    assert "directory/tenants.xml" not in open_to_others
    assert ".fs_cli_conf" not in open_to_others


def test_the_static_files_hold_the_last_answers(command, acme: Tenant, out: Path) -> None:
    command("node", "conf", "fs1", "--out", str(out))
    assert attributes(out, "directory/tenants.xml", "//group[@name='everyone']//user/@id") == [
        "1001",
        f"queue-{acme.queues[0].id}",
    ]
    assert attributes(out, "dialplan/tenants.xml", "//context/@name") == ["public", "acme.test"]
    names = attributes(out, "dialplan/tenants.xml", "//context[@name='public']/extension/@name")
    number = "did-+861088880001"
    assert names == ["carrier", "carrier-caller", f"{number}-suspended", number, "unassigned"]
    own = attributes(out, "dialplan/tenants.xml", "//context[@name='acme.test']/extension/@name")
    assert own[0] == "suspended"
    queues = attributes(out, "autoload_configs/callcenter.conf.xml", "//queue/@name")
    assert queues == [acme.queues[0].switch_name]


def test_a_prompt_is_a_tone_until_it_is_recorded(command, acme: Tenant, out: Path, tmp_path: Path) -> None:
    result = json.loads(command("node", "conf", "fs1", "--out", str(out), "--json").output)
    told = {one["text"] or one["file"] for one in result["prompts_without_recording"]}
    assert told == {"您好，销售请按1，人工请按0", "closed.wav"}
    of_acme = {f.key for f in findings.still_open("prompt_without_recording") if f.tenant_id == acme.id}
    assert len(of_acme) == 2

    played = out / "prompts" / str(acme.id) / "closed.wav"
    tone = played.read_bytes()
    recording = tmp_path / "recording.wav"
    recording.write_bytes(sound.wav(2))
    assert command("prompt", "add", acme.name, str(recording), "--name", "closed.wav").exit_code == 0
    again = json.loads(command("node", "conf", "fs1", "--out", str(out), "--json").output)
    assert "closed.wav" not in {one["file"] for one in again["prompts_without_recording"]}
    assert len(played.read_bytes()) > len(tone)
    left = {f.key for f in findings.still_open("prompt_without_recording") if f.tenant_id == acme.id}
    assert left == of_acme - {f"{acme.name}/closed.wav"}


def test_writing_it_again_changes_nothing(command, acme: Tenant, out: Path) -> None:
    command("node", "conf", "fs1", "--out", str(out))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    command("node", "conf", "fs1", "--out", str(out))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_node_without_tenants_can_start(command, fs1: Node, out: Path) -> None:
    db.session.commit()
    result = command("node", "conf", "fs1", "--out", str(out))
    assert result.exit_code == 0, result.output


def test_an_unknown_node_is_one_line(command, fs1: Node, out: Path) -> None:
    db.session.commit()
    result = command("node", "conf", "fs9", "--out", str(out))
    assert (result.exit_code, result.output) == (2, "seatyard: no node fs9 (allowed: fs1)\n")


@pytest.mark.parametrize(
    ("options", "bindings"),
    [
        ({}, {}),
        ({"ws_port": 5066}, {"ws-binding": "$${sip_ip}:5066"}),
        (
            {"wss_port": 7443, "certificates": "/etc/seatyard/tls"},
            {"wss-binding": "$${sip_ip}:7443", "tls-cert-dir": "/etc/seatyard/tls"},
        ),
    ],
)
def test_browser_phones_register_where_they_are_told(
    acme: Tenant, out: Path, options: dict[str, Any], bindings: dict[str, str]
) -> None:
    conf.write_folder("fs1", out, conf.Options(**options))
    params = etree.parse(out / "sip_profiles/internal.xml").iter("param")
    said = {str(one.get("name")): one.get("value") for one in params}
    names = ("ws-binding", "wss-binding", "tls-cert-dir")
    assert {name: said[name] for name in names if name in said} == bindings


def test_tls_needs_a_certificate(acme: Tenant, command: Any, out: Path) -> None:
    result = command("node", "conf", "fs1", "--out", str(out), "--wss-port", "7443")
    assert (result.exit_code, "--certificates: is needed with --wss-port" in result.output) == (2, True)


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.test/user/pop?s={seat}",
        "https://crm.test/?u=user/{seat}",
        "https://crm.test/sofia/gateway/x/",
    ],
)
def test_a_tenants_own_address_is_no_place_on_the_switch(acme: Tenant, out: Path, url: str) -> None:
    acme.policies = {**acme.policies, "call_parameters": {"on_ring": url}}
    db.session.commit()
    conf.write_folder("fs1", out, conf.Options())
    assert "sip_h_Call-Info" in (out / "dialplan" / "tenants.xml").read_text()
