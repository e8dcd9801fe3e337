"""Statements taken in: each line once, as it came, and what cannot be taken said line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from billing.bank import intake, listing
from billing.bank.models import BankLine, BankStatement
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tests.billing.cases import at

from .statements import CAMT02, CAMT08, OWN, cn, credit, entry02, entry08

Command = Callable[..., Result]
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(at("06-15")):
        yield


def take(content: bytes, **more: str) -> list[listing.Row]:
    more.setdefault("account", OWN)
    taken = intake.take(content, "june.csv", by="li", **more)
    db.session.rollback()
    return listing.rows(taken.added)


def test_a_statement_is_taken_in_once(app: Flask) -> None:
    content = cn(credit("6,000.00", "SY-2026-000001 租金", reference="A1"), credit("1.5", reference="A2"))
    first, second = take(content)
    assert (first.name, first.state, first.incoming, first.amount) == ("B1", "open", True, Decimal("6000.00"))
    assert (first.payer_name, first.payer_account, first.text) == ("甲公司", "4100", "SY-2026-000001 租金")
    assert (second.amount, str(second.on), second.currency) == (Decimal("1.5"), "2026-06-12", "CNY")
    assert take(content) == []
    longer = cn(credit("6,000.00", "SY-2026-000001 租金", reference="A1"), credit("7", reference="A3"))
    assert [one.amount for one in take(longer)] == [7]
    kept = db.session.get_one(BankLine, 1)
    assert json.loads(kept.raw)[1][2] == "6,000.00"


@sqlite
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_charsets_are_told_apart(charset: str) -> None:
    (line,) = take(cn(credit(5, "六月租金"), charset=charset))
    assert (line.payer_name, line.text) == ("甲公司", "六月租金")


@sqlite
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (cn(credit(5), charset="utf-16"), "is not text in a charset that is read"),
        (cn(credit(5), charset="utf-8")[:-8] + b"\xff\xfe\n", "is not text in UTF-8"),
        ("交易日期,贷方发生额,借方发生额\n2026-06-01,5,\ufffd\n".encode(), "characters that were lost"),
        ("date,amount,name\n2026-06-01,5,Café\n".encode("latin-1"), "no row with the headers|is not text"),
        (b"a,b\n1,2\n", "no row with the headers of a statement"),
        (b"", "no row with the headers"),
        (cn(), "has no lines"),
        (b"<html/>", "is html, no statement"),
        (b"<Document", "is no XML"),
        (CAMT02.format("").replace("UTF-8", "UTF-8").encode()[:-3], "is no XML"),
        (CAMT02.format(entry02(text="租金")).encode("gb18030"), "is no XML"),
    ],
)
def test_what_is_no_statement_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        take(content)
    assert db.session.scalar(select(func.count()).select_from(BankStatement)) == 0


@sqlite
def test_lines_that_cannot_be_are_kept_with_their_reasons_and_the_others_taken() -> None:
    bad = [
        credit("-5.00"),
        credit(""),
        credit("5", on="12.06.26"),
        credit("5", on="2027-01-01"),
        ["2026-06-12", "5", "6", "", "", "", "", ""],
        credit("five"),
        credit("1.234"),
        credit("0"),
        credit("8", reference="OK"),
    ]
    rows = take(cn(*bad))
    assert [one.why for one in rows] == [
        "amount: -5.00 is negative",
        "amount: there is none",
        "date: '12.06.26' is unreadable",
        "date: 2027-01-01 has not come yet",
        "amount: both ways at once",
        "credit: 'five' is no amount",
        "amount: 1.234 has more decimals than CNY",
        "amount: 0 is nothing",
        "",
    ]
    assert [one.state for one in rows] == ["faulty"] * 8 + ["open"]
    assert take(cn(*bad)) == []


@sqlite
def test_the_same_line_twice_waits_for_a_person() -> None:
    twice = take(cn(credit(5, reference="A"), credit(5, reference="A"), credit(6, reference="A")))
    assert [one.why for one in twice] == ["", "has the reference of B1", "has the reference of B1"]
    plain = take(cn(credit(5, "x"), credit(5, "x"), credit(5, "x", balance="10")))
    assert [one.why for one in plain] == ["", "says the same as B4", ""]
    assert take(cn(credit(5, "x"), credit(5, "x"))) == []
    assert [one.why for one in take(cn(credit(5, "x"), credit(5, "x"), credit(5, "x")))] == [
        "says the same as B4"
    ]


@sqlite
def test_a_wrong_currency_is_kept_apart() -> None:
    header = ["交易日期", "交易金额", "借贷标志", "币种"]
    rows = take(
        cn(
            ["20260612", "5", "贷", "人民币"],
            ["20260612", "5", "借", "USD"],
            ["20260612", "5", "?", "CNY"],
            header=header,
        )
    )
    assert [(one.state, one.why) for one in rows] == [
        ("open", ""),
        ("faulty", "currency: 'USD', and the account is in CNY"),
        ("faulty", "direction: '?' is unknown"),
    ]


@sqlite
def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "currency: EUR\naccount: DE1\ndates: ['%d.%m.%Y']\ndecimal_comma: true\nsigned: true\n"
        "columns: {date: [Buchung], amount: [Betrag], payer_name: [Name], text: [Zweck]}\n"
    )
    content = (
        "Buchung;Name;Zweck;Betrag\n12.06.2026;Acme;Miete;1.200,50\n12.06.2026;X;zurück;-3,00\n".encode()
    )
    money_in, out = take(content, profile=str(path), account="")
    assert (money_in.amount, money_in.currency, money_in.account) == (Decimal("1200.50"), "EUR", "DE1")
    assert (out.state, out.amount) == ("out", 3)
    path.write_text("columns: {date: [a], sum: [b]}\n")
    with pytest.raises(InvalidInput, match="unknown key 'sum'"):
        take(content, profile=str(path))
    with pytest.raises(NotFound, match="no profile 'icbc'"):
        take(content, profile="icbc")
    with pytest.raises(InvalidInput, match="does not say whose account it is"):
        take(cn(credit(5)), account="")


@sqlite
def test_camt_of_both_versions() -> None:
    one, out = take(CAMT02.format(entry02() + entry02("5.00", way="DBIT", ref="R2")).encode(), account="")
    assert (one.account, one.amount, one.payer_name, one.payer_account) == ("DE00123", 6000, "Acme", "DE1")
    assert (one.text, one.reference, out.state) == ("SY-2026-000001", "R1", "out")
    batch = take(CAMT08.format(entry08("1000.00", "5000.00")).encode())
    assert [(row.amount, row.payer_name, row.text) for row in batch] == [
        (1000, "Payer 0", "bill 0"),
        (5000, "Payer 1", "bill 1"),
    ]
    (whole,) = take(CAMT08.format(entry08("1000.00", "4000.00", ref="R9")).encode())
    assert (whole.amount, whole.text) == (6000, "bill 0 bill 1")
    assert take(CAMT08.format(entry08("1000.00", "5000.00")).encode()) == []


@sqlite
def test_camt_entries_that_cannot_be() -> None:
    entries = (
        entry02("-5.00", ref="a"),
        entry02("", ref="b"),
        entry02(currency="USD", ref="c"),
        entry02(status="PDNG", ref="d"),
        entry02(way="?", ref="e"),
        entry02(ref="f"),
        entry02(ref="f"),
        entry02(ref="g").replace("</Amt>", "</Amt><RvslInd>true</RvslInd>"),
    )
    assert [(one.state, one.why) for one in take(CAMT02.format("".join(entries)).encode())] == [
        ("faulty", "amount: -5.00 is negative"),
        ("faulty", "amount: there is none"),
        ("faulty", "currency: 'USD', and the account is in CNY"),
        ("faulty", "status: PDNG, not booked yet"),
        ("faulty", "direction: '?' is unknown"),
        ("open", ""),
        ("parked", "has the reference of B6"),
        ("parked", "a reversal of another entry"),
    ]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "xxe": '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "external": '<!DOCTYPE Document SYSTEM "http://127.0.0.1:1/evil.dtd">',
    "laughs": f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>',
    "parameter": '<!DOCTYPE Document [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}


@sqlite
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", DOCTYPES)
def test_a_document_type_is_refused_before_anything_is_expanded(kind: str, charset: str) -> None:
    text = CAMT02.replace('encoding="UTF-8"', f'encoding="{charset}"').format(entry02(text="&x;&l11;"))
    bad = text.replace("?>", f"?>{DOCTYPES[kind]}", 1)
    with pytest.raises(InvalidInput, match=r"declares a document type|no row|not text"):
        take(bad.encode(charset))


@sqlite
def test_the_commands(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "june.csv"
    path.write_bytes(cn(credit("6000", "SY-1"), credit("-1"), charset="gb18030"))
    done = command("bill", "statement", "import", str(path), "--account", OWN)
    assert done.stdout.splitlines()[0] == "csv: cn: 2 added, 0 known", done.output
    assert "B2  -  ?  faulty: amount: -1 is negative" in done.stdout
    again = command("bill", "statement", "import", str(path), "--account", OWN, "--json")
    assert json.loads(again.stdout) == {"form": "csv: cn", "known": 2, "added": []}
    told = json.loads(command("bill", "statement", "list", "--state", "open", "--json").stdout)["lines"]
    assert [(one["name"], one["amount"], one["left"]) for one in told] == [("B1", "6000", "6000")]
    for state, count in (("faulty", 1), ("parked", 0), ("matched", 0), ("part", 0), ("out", 0)):
        assert (
            len(json.loads(command("bill", "statement", "list", "--state", state, "--json").stdout)["lines"])
            == count
        )
    path.write_bytes(b"\xff\xff")
    refused = command("bill", "statement", "import", str(path))
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert command("bill", "statement", "import", str(tmp_path / "none")).exit_code == 2


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from seatyard import clock, scope
from seatyard.app import create_app
from seatyard.config import Settings

scope.house()
app = create_app(Settings(Path(sys.argv[1]), sys.argv[2], "test", "http://127.0.0.1:1"))
seen = []

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO bank_lines"):
        seen.append(1)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

from billing.bank import intake
with app.app_context(), clock.frozen(datetime(2026, 6, 15, tzinfo=UTC)):
    intake.take(Path(sys.argv[3]).read_bytes(), "june.csv", by="li", account="1")
"""


def test_killed_in_the_middle_nothing_is_half_done_and_again_it_is_there_once(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "june.csv"
    path.write_bytes(cn(*(credit(n, f"bill {n}") for n in range(1, 4))))
    run = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(tmp_path), database_url, str(path)]
    assert subprocess.run(run, check=False, timeout=120).returncode == -signal.SIGKILL
    for model in (BankStatement, BankLine):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    db.session.rollback()
    assert len(take(path.read_bytes(), account="1")) == 3
    assert take(path.read_bytes(), account="1") == []
