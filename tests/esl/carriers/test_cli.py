"""``seatyard trunk``: carriers added, changed, given numbers to serve, taken away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from esl.carriers.models import Trunk, TrunkRoute
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NumberFactory, TenantFactory

ADD = ("trunk", "add", "carrier1", "--host", "192.0.2.10", "--port", "5062")


@pytest.fixture(autouse=True)
def _tenant(app: Flask) -> None:
    TenantFactory(generation=3)
    db.session.commit()


def generation() -> int:
    db.session.expire_all()
    return db.session.scalars(select(Tenant.generation)).one()


def routes() -> dict[str, list[tuple[str, int, int]]]:
    db.session.expire_all()
    trunks = db.session.scalars(select(Trunk).order_by(Trunk.id))
    return {one.name: [(r.prefix, r.priority, r.weight) for r in one.routes] for one in trunks}


def test_a_new_carrier_is_a_new_generation_for_everyone(command) -> None:
    assert command(*ADD).output.startswith("trunk carrier1: added")
    assert command(*ADD).output == "trunk carrier1: known already\n"
    assert generation() == 4
    assert command("trunk", "list").output == "carrier1  192.0.2.10:5062  +(1/1)\n"
    differs = command("trunk", "add", "carrier1", "--host", "192.0.2.11")
    assert (differs.exit_code, "there is a trunk carrier1 already" in differs.stderr) == (2, True)


def test_carriers_serve_in_the_order_that_they_were_added(command) -> None:
    command(*ADD)
    command("trunk", "add", "carrier2", "--host", "192.0.2.11", "--prefix", "+86", "--prefix", "+")
    assert routes() == {"carrier1": [("+", 1, 1)], "carrier2": [("+", 2, 1), ("+86", 1, 1)]}


def test_a_carriers_place_among_the_others_is_changed(command) -> None:
    command(*ADD)
    route = command("trunk", "route", "carrier1", "+8610", "--priority", "5", "--weight", "3", "--json")
    assert json.loads(route.output)["changed"] is True
    assert generation() == 5
    again = command("trunk", "route", "carrier1", "+8610", "--priority", "5")
    assert again.output == "trunk carrier1 serves + (1/1), +8610 (5/3)\n"
    assert generation() == 5
    assert command("trunk", "route", "carrier1", "+", "--remove").output == (
        "trunk carrier1 serves +8610 (5/3)\n"
    )
    missing = command("trunk", "route", "carrier1", "+7", "--remove")
    assert missing.stderr == "seatyard: PREFIX: trunk carrier1 does not serve +7 (allowed: +8610)\n"


def test_what_is_given_is_changed_and_nothing_else(command) -> None:
    command(*ADD, "--max-channels", "30")
    changed = command("trunk", "change", "carrier1", "--called-format", "national", "--ping", "0")
    assert changed.output == (
        "trunk carrier1: called_format e164 → national; ping 15 → 0; now `seatyard node conf` for each node\n"
    )
    trunk = db.session.scalars(select(Trunk)).one()
    assert (trunk.max_channels, trunk.called_format, trunk.ping) == (30, "national", 0)
    assert generation() == 5
    assert command("trunk", "change", "carrier1", "--ping", "0").output == (
        "trunk carrier1: nothing to change\n"
    )
    assert generation() == 5


def test_a_carrier_goes_when_no_number_comes_from_it(command) -> None:
    command(*ADD)
    number = NumberFactory(tenant=None, carrier="carrier1")
    db.session.commit()
    refused = command("trunk", "remove", "carrier1")
    assert refused.stderr == ("seatyard: trunk carrier1: 1 numbers come from it (allowed: none that does)\n")
    number.carrier = None
    db.session.commit()
    assert command("trunk", "remove", "carrier1").exit_code == 0
    assert db.session.scalars(select(TrunkRoute)).all() == []
    assert command("trunk", "list").output == "none yet\n"


def test_all_of_a_carrier_is_listed(command, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    account = ("--user", "seatyard", "--password-file", str(tmp_path / "password"), "--register")
    added = command(*ADD, *account, "--network", "198.51.100.0/28", "--codecs", "pcmu", "--own-numbers")
    assert added.exit_code == 0, added.stderr
    line = command("trunk", "list").output
    assert line == "carrier1  192.0.2.10:5062  +(1/1)  registers as seatyard\n"
    (found,) = json.loads(command("trunk", "list", "--json").output)
    wanted = {
        "trunk": "carrier1", "username": "seatyard", "registers": True, "codecs": "PCMU",
        "networks": ["198.51.100.0/28"], "own_numbers": True, "max_channels": None,
        "routes": [{"prefix": "+", "priority": 1, "weight": 1}],
    }  # fmt: skip
    assert wanted.items() <= found.items()
    assert "secret" not in json.dumps(found)


FAULTS = [
    (("--host", "carrier.example"), "--host: not an address: carrier.example (allowed: an IP address)"),
    (("--port", "0"), "--port: not a port: 0 (allowed: 1 to 65535)"),
    (("--prefix", "86"), "PREFIX: '86' is no prefix (allowed: the beginning of an E.164 number"),
    (("--prefix", "+86$"), "PREFIX: '+86$' is no prefix"),
    (("--codecs", "G729"), "--codecs: 'G729' are no codecs (allowed: some of PCMA,PCMU)"),
    (("--codecs", "PCMA,PCMA"), "--codecs: 'PCMA,PCMA' are no codecs"),
    (("--network", "203.0.113.1/28"), "--network: not a network: 203.0.113.1/28"),
    (("--user", "seatyard"), "--user: a user has a password (allowed: with --password-file)"),
    (("--register",), "--register: who registers has a name (allowed: with --user)"),
    (("--max-channels", "0"), "--max-channels: 0 is out of range (allowed: 1 to 100000)"),
    (("--ping", "3"), "--ping: 3 is out of range (allowed: 0, or 5 to 3600)"),
    (("--progress-timeout", "0"), "--progress-timeout: 0 is out of range"),
    (("--password-file", "/nowhere", "--user", "a"), "/nowhere: cannot be read"),
]


@pytest.mark.parametrize(("options", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_a_fault_is_one_line_and_nothing_is_added(command, options: tuple[str, ...], told: str) -> None:
    host = () if "--host" in options else ("--host", "192.0.2.10")
    result = command("trunk", "add", "carrier1", *host, *options)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert told in result.stderr
    assert db.session.scalars(select(Trunk)).all() == []
    assert generation() == 3


def test_an_account_needs_its_password(command, tmp_path: Path) -> None:
    """What looks like another parameter, or a user, is data."""
    (tmp_path / "password").write_text("$${sip_ip}")
    result = command(*ADD, "--user", "a", "--password-file", str(tmp_path / "password"))
    assert (result.exit_code, "not a password" in result.stderr) == (2, True)
    result = command(*ADD, "--user", "a b", "--password-file", str(tmp_path / "password"))
    assert "--user: not a user: 'a b'" in result.stderr


def test_an_unknown_carrier(command) -> None:
    for arguments in (("change", "x", "--ping", "9"), ("route", "x", "+86"), ("remove", "x")):
        result = command("trunk", *arguments)
        assert result.stderr == "seatyard: no trunk x (allowed: one that `seatyard trunk add` made)\n"
