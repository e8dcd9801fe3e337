"""The pool of numbers: who may go where, for how long nobody else gets it, and what is on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from seatyard import clock
from seatyard.actor import acting
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Number, NumberChange, Tenant
from tenants.numbers import carriers, days, listing, pool, service, states
from tenants.numbers.e164 import canonical
from tests.factories import NodeFactory, NumberFactory, TenantFactory

from .files import DID, acme, write

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
"""Ten in the morning of the 10th in the operator's zone."""
TODAY = date(2026, 3, 10)
LATER = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    NodeFactory(name="fs1")
    db.session.commit()
    with clock.frozen(NOW):
        yield


@pytest.fixture
def _known_carriers(app: Flask) -> Iterator[None]:
    before = carriers._registered
    carriers.register(lambda: ("carrier1", "carrier2"))
    yield
    carriers.register(before)


def number(e164: str = DID) -> Number:
    db.session.expire_all()
    found = db.session.get(Number, e164)
    assert found is not None
    return found


def told(e164: str = DID) -> list[tuple[str | None, str, str | None]]:
    return [(move.before, move.after, move.tenant) for move in listing.history(e164)]


def in_state(state: str) -> None:
    """The number in this state, by the moves that lead there."""
    pool.add(DID)
    if state == "reserved":
        service.reserve(DID, "acme")
    elif state == "assigned":
        service.take(number(), TenantFactory(name="acme"))
    elif state == "quarantined":
        service.quarantine(DID, LATER)
    elif state == "porting":
        service.remove(DID)
        service.port(DID, LATER)
    db.session.commit()


MOVES = {
    "reserve": lambda: service.reserve(DID, "beta"),
    "release": lambda: service.release(DID),
    "port": lambda: service.port(DID, LATER),
    "quarantine": lambda: service.quarantine(DID, LATER),
    "remove": lambda: service.remove(DID),
}
ALLOWED = {
    ("free", "reserve"): "reserved",
    ("free", "quarantine"): "quarantined",
    ("free", "remove"): "gone",
    ("reserved", "reserve"): "reserved",
    ("reserved", "release"): "free",
    ("reserved", "quarantine"): "quarantined",
    ("reserved", "remove"): "gone",
    ("assigned", "port"): "porting",
    ("porting", "release"): "free",
    ("porting", "port"): "porting",
    ("porting", "quarantine"): "quarantined",
    ("porting", "remove"): "gone",
    ("quarantined", "release"): "free",
    ("quarantined", "quarantine"): "quarantined",
    ("quarantined", "remove"): "gone",
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", states.STATES)
def test_a_number_goes_only_where_its_state_lets_it(state: str, move: str) -> None:
    in_state(state)
    before = len(listing.history(DID))
    wanted = ALLOWED.get((state, move))
    if wanted is None:
        with pytest.raises(Conflict):
            MOVES[move]()
        db.session.rollback()
        assert (number().state, len(listing.history(DID))) == (state, before)
        return
    MOVES[move]()
    db.session.commit()
    there = db.session.get(Number, DID)
    assert (there.state if there else "gone") == wanted
    assert len(listing.history(DID)) == before + 1


def test_the_database_keeps_a_number_from_being_two_things(app: Flask) -> None:
    for wrong in (
        {"state": "assigned"},
        {"state": "free", "tenant_id": TenantFactory().id},
        {"state": "reserved"},
        {"state": "quarantined"},
        {"state": "lost"},
    ):
        db.session.add(Number(e164=DID, **wrong))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_a_number_given_back_goes_to_no_other_tenant_until_its_day(command, tmp_path: Path) -> None:
    pool.add(DID)
    db.session.commit()
    command("tenant", "onboard", write(tmp_path, acme()))
    out = command("tenant", "onboard", write(tmp_path, acme(numbers=[])), "--waive", "agreed").output
    assert "- number +861088880001: back to the pool, in quarantine until 2026-06-08" in out
    assert (number().state, number().tenant, number().flow) == ("quarantined", None, None)
    other = acme(tenant={"name": "beta", "title": {"zh": "乙", "en": "B"}, "domain": "beta.test"})
    refused = command("tenant", "onboard", write(tmp_path, other, "beta.yaml"))
    assert refused.exit_code == 2
    assert f"numbers[0].e164: {DID} is in quarantine until 2026-06-08" in refused.stderr
    with clock.frozen(NOW + timedelta(days=90)):
        assert command("tenant", "onboard", write(tmp_path, other, "beta.yaml")).exit_code == 0
        assert number().tenant.name == "beta"


def test_a_tenant_may_take_back_what_it_gave_back(command, tmp_path: Path) -> None:
    pool.add(DID)
    db.session.commit()
    path = write(tmp_path, acme())
    command("tenant", "onboard", path, "--by", "wang")
    command("tenant", "onboard", write(tmp_path, acme(numbers=[]), "less.yaml"), "--waive", "agreed")
    assert command("tenant", "onboard", path).exit_code == 0
    assert number().state == "assigned"
    assert told() == [
        (None, "free", None),
        ("free", "assigned", "acme"),
        ("assigned", "quarantined", "acme"),
        ("quarantined", "assigned", "acme"),
    ]
    assert listing.history(DID)[1].by == "wang"
    assert listing.history(DID)[1].at == NOW


def test_a_number_reserved_for_a_tenant_that_is_still_to_come(command, tmp_path: Path) -> None:
    pool.add(DID)
    service.reserve(DID, "beta")
    db.session.commit()
    refused = command("tenant", "onboard", write(tmp_path, acme()))
    assert f"numbers[0].e164: {DID} is reserved for beta" in refused.stderr
    service.reserve(DID, "acme")
    db.session.commit()
    assert command("tenant", "onboard", write(tmp_path, acme())).exit_code == 0


def test_a_reservation_ends_on_its_day() -> None:
    pool.add(DID)
    service.reserve(DID, "beta", LATER)
    db.session.commit()
    assert days.turn() == 0
    with clock.frozen(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)):
        assert days.turn() == 0
    with clock.frozen(datetime(2026, 3, 31, 16, tzinfo=UTC)):  # midnight in the operator's zone
        assert days.turn() == 1
        assert days.turn() == 0
    assert (number().state, number().kept_for, number().until) == ("free", None, None)
    assert listing.history(DID)[-1].by == "seatyard"


def test_a_number_that_comes_in_is_there_on_its_day(command, tmp_path: Path) -> None:
    service.port(DID, LATER, "acme")
    db.session.commit()
    refused = command("tenant", "onboard", write(tmp_path, acme()))
    assert f"{DID} is being ported in: it comes on 2026-04-01" in refused.stderr
    with clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
        days.turn()
        assert (number().state, number().kept_for) == ("reserved", "acme")
        assert command("tenant", "onboard", write(tmp_path, acme())).exit_code == 0


def test_a_number_that_leaves_is_its_tenants_until_its_day(command, tmp_path: Path) -> None:
    pool.add(DID)
    db.session.commit()
    path = write(tmp_path, acme())
    command("tenant", "onboard", path)
    service.port(DID, LATER)
    db.session.commit()
    assert (number().state, number().tenant.name, number().flow.name) == ("porting", "acme", "main")
    assert "nothing to change" in command("tenant", "onboard", path).output
    generation = db.session.scalars(select(Tenant.generation)).one()
    with clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
        days.turn()
    assert db.session.get(Number, DID) is None
    assert told()[-1] == ("porting", states.GONE, "acme")
    assert db.session.scalars(select(Tenant.generation)).one() == generation + 1


def test_a_porting_that_is_called_off_leaves_the_number_where_it_is() -> None:
    in_state("assigned")
    service.port(DID, LATER)
    service.release(DID, "the tenant stays")
    db.session.commit()
    assert (number().state, number().tenant.name, number().until) == ("assigned", "acme", None)
    assert listing.history(DID)[-1].reason == "the tenant stays"


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_a_day_must_be_to_come(day: date) -> None:
    pool.add(DID)
    for move in (service.quarantine, lambda e164, on: service.reserve(e164, "acme", on)):
        with pytest.raises(InvalidInput, match="is not a day to come"):
            move(DID, day)


def test_a_number_of_nobodys_pool(app: Flask) -> None:
    with pytest.raises(NotFound, match="is not in the operator's pool"):
        service.reserve(DID, "acme")


# The command line


def test_each_move_has_a_command(command) -> None:
    steps = [
        (("add", DID), f"{DID}: in the pool"),
        (("reserve", DID, "--for", "acme"), f"{DID}  reserved  for acme"),
        (("release", DID, "--reason", "changed their mind"), f"{DID}  free"),
        (("quarantine", DID, "--until", "2026-05-01"), f"{DID}  quarantined  until 2026-05-01"),
        (("quarantine", DID), f"{DID}  quarantined  until 2026-06-08"),
        (("remove", DID), f"{DID}: out of the pool"),
        (("port", DID, "--on", "2026-04-01", "--for", "acme"), f"{DID}  porting  for acme  until 2026-04-01"),
    ]
    for arguments, said in steps:
        done = command("number", *arguments, "--by", "wang")
        assert (done.exit_code, done.output.strip()) == (0, said), done.stderr
    history = command("number", "history", DID).output.splitlines()
    assert len(history) == len(steps)
    assert history[2] == ("2026-03-10 02:00:00 UTC  reserved → free  by wang  changed their mind")
    assert json.loads(command("number", "history", DID, "--json").output)[-1]["until"] == "2026-04-01"


def test_the_pool_is_listed_by_state_tenant_and_prefix(command) -> None:
    tenant = TenantFactory(name="acme")
    NumberFactory(e164="+861088880001", tenant=tenant)
    NumberFactory(e164="+862166660001", tenant=None, carrier="carrier2")
    pool.add("+861088880002")
    service.reserve("+861088880002", "acme")
    db.session.commit()
    lines = ["+861088880001  assigned  for acme", "+861088880002  reserved  for acme"]
    assert command("number", "list", "--tenant", "acme").output.splitlines() == lines
    assert command("number", "list", "--prefix", "+8610").output.splitlines() == lines
    free = command("number", "list", "--state", "free").output.splitlines()
    assert free == ["+862166660001  free  carrier2"]
    found = json.loads(command("number", "list", "--carrier", "carrier2", "--json").output)
    assert [one["e164"] for one in found] == ["+862166660001"]


# Lists in CSV


def import_lines(command, folder: Path, *lines: str):
    path = folder / "pool.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return command("number", "import", str(path), "--json")


@pytest.mark.usefixtures("_known_carriers")
def test_a_list_comes_in_with_carriers_and_states(command, tmp_path: Path) -> None:
    lines = (
        "e164,carrier,state,for,until",
        "+861088880001,carrier1,,,",
        "+861088880002,carrier1,reserved,acme,",
        "+86 10 8888 0003,carrier2,porting,acme,2026-04-01",
        "",
        "+861088880004,,quarantined,,2026-04-01",
    )
    first = import_lines(command, tmp_path, *lines)
    assert json.loads(first.output) == {"added": 4, "there_before": 0}
    columns = (Number.e164, Number.carrier, Number.state, Number.kept_for, Number.until)
    assert [tuple(row) for row in db.session.execute(select(*columns).order_by(Number.e164))] == [
        ("+861088880001", "carrier1", "free", None, None),
        ("+861088880002", "carrier1", "reserved", "acme", None),
        ("+861088880003", "carrier2", "porting", "acme", LATER),
        ("+861088880004", None, "quarantined", None, LATER),
    ]
    assert {move.reason for move in listing.history("+861088880002")} == {"imported from pool.csv"}


@pytest.mark.usefixtures("_known_carriers")
def test_importing_again_changes_nothing_whatever_became_of_the_numbers(command, tmp_path: Path) -> None:
    lines = ("e164,carrier", "+861088880001,carrier1", "+861088880002,carrier1")
    import_lines(command, tmp_path, *lines)
    service.reserve("+861088880001", "acme")
    db.session.commit()
    assert json.loads(import_lines(command, tmp_path, *lines).output) == {"added": 0, "there_before": 2}
    assert number("+861088880001").state == "reserved"
    assert len(listing.history("+861088880002")) == 1


@pytest.mark.usefixtures("_known_carriers")
def test_every_fault_is_a_line_and_then_nothing_is_done(command, tmp_path: Path) -> None:
    NumberFactory(e164="+861088880009", tenant=None, carrier="carrier2")
    db.session.commit()
    result = import_lines(
        command,
        tmp_path,
        "e164,carrier,state,for,until",
        "+861088880001,carrier1,,,",
        "12,carrier1,,,",
        "+861088880002,carrier3,,,",
        "+861088880003,,assigned,acme,",
        "+861088880004,,reserved,,",
        "+861088880005,,porting,,",
        "+861088880006,,porting,,1999-01-01",
        "+861088880007,,quarantined,,soon",
        "+861088880008,,free,acme,",
        "+861088880009,carrier1,,,",
        "+861088880001,,,,",
        "+861088880010,,,,,x",
    )
    assert result.exit_code == 2
    assert [line.partition("pool.csv:")[2] for line in result.stderr.splitlines()] == [
        "3: '12' is not a telephone number (allowed: E.164, such as +861088880001)",
        "4: no carrier carrier3 (allowed: carrier1, carrier2)",
        "5: no number comes as 'assigned' (allowed: free, reserved, porting, quarantined)",
        "6: reserved for whom? (column: for)",
        "7: porting until which day? (column: until)",
        "8: 1999-01-01 is not a day to come (allowed: after 2026-03-10)",
        "9: 'soon' is not a day (allowed: such as 2026-04-01)",
        "10: a free number has no tenant",
        "11: +861088880009 is in the pool already, from carrier2",
        "12: +861088880001 is there twice, first in line 2",
        "13: 6 cells, 5 columns",
    ]
    assert db.session.scalar(select(func.count()).select_from(Number)) == 1
    assert db.session.scalar(select(func.count()).select_from(NumberChange)) == 0


def test_no_more_faults_are_told_than_a_person_reads(command, tmp_path: Path) -> None:
    result = import_lines(command, tmp_path, *("12" for _ in range(250)))
    lines = result.stderr.splitlines()
    assert (len(lines), lines[-1]) == (101, "seatyard: and 150 more")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"e164,colour\n", "pool.csv:1: no column 'colour' (allowed: e164, carrier, state, for, until)"),
        (b"carrier,state\n", "pool.csv:1: e164 once, every other column at most once"),
        (b"e164,e164\n", "pool.csv:1: e164 once, every other column at most once"),
        (b"\xff\xfe\x00", "pool.csv: is not UTF-8 text"),
        (b'+861088880001,"\n', "pool.csv:1: is not CSV:"),
    ],
)
def test_what_is_no_list_of_numbers(command, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pool.csv"
    path.write_bytes(content)
    result = command("number", "import", str(path))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert message in result.stderr


def test_a_long_list_comes_in_by_few_statements(command, tmp_path: Path) -> None:
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        done = import_lines(command, tmp_path, *(f"+861088{n:06d}" for n in range(5_000)))
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert json.loads(done.output) == {"added": 5_000, "there_before": 0}
    assert 0 < statements < 30
    assert json.loads(import_lines(command, tmp_path, "+861088000001").output)["there_before"] == 1


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("+861088880001", "+861088880001"),
        ("+86 10 8888-0001", "+861088880001"),
        ("+8601088880001", "+861088880001"),
        ("+12125550100", "+12125550100"),
        ("861088880001", None),
        ("+86", None),
        ("+999123456789", None),
        ("+8610888800012345", None),
        ("", None),
    ],
)
def test_a_number_has_one_spelling(text: str, e164: str | None) -> None:
    assert canonical(text) == e164
    assert canonical(text) == e164  # also once its kind is known


def test_who_changed_it_is_who_is_at_work(app: Flask) -> None:
    with acting("wang"):
        pool.add(DID)
    assert [move.by for move in listing.history(DID)] == ["wang"]
