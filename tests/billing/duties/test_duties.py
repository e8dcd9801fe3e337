"""The report that low availability owes: listed with its day, as a document to fill, handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from billing.duties import service as duties
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity.permissions import FINANCE
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

Command = Callable[..., Result]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAME = "SY-2026-000001/1"


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    """Four days of March without service: below 90 %."""
    UserFactory(login="fin", role=FINANCE)
    made = leased(3, template="hotline-seat-lease", type="inbound")
    made.outage("03-05T10:00", "03-09T10:00")
    db.session.commit()
    with clock.frozen(at("04-01")):
        service.close("2026-03")
        yield made


def test_it_is_listed_with_its_day_and_then_overdue(acme: Leased, command: Command) -> None:
    said = f"{NAME}  written_report  acme  2026-03  due 2026-04-10  nobody's"
    assert command("duty", "list").stdout.strip() == said
    with clock.frozen(at("04-10T23:59")):
        assert [one.overdue for one in duties.listing()] == [False]
    with clock.frozen(at("04-11")):
        assert [one.overdue for one in duties.listing()] == [True]
        assert "OVERDUE" in command("duty", "list", "--open").stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            ("系统故障调查报告及改善方案", "出租方", "5,760", "2026-03-05 10:00:00", "2026-03-09 10:00:00"),
        ),
        ("en", ("Report on faults", "the provider", "5,760", "/ 44,640 minutes = 87.0968 %")),
    ],
)
def test_its_document_has_the_outages_in_it(
    acme: Leased, command: Command, language: str, words: tuple[str, ...]
) -> None:
    page = command("duty", "template", NAME, "--language", language)
    assert page.exit_code == 0, page.output
    for word in words:
        assert word in page.stdout, word


def test_it_is_done_once_by_a_named_person_with_its_document(
    acme: Leased, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(b"what we found")
    assert command("duty", "assign", NAME, "fin").exit_code == 0
    done = command("duty", "done", NAME, "--by", "fin", "--document", str(file))
    assert "done by fin: report.docx" in done.stdout, done.output
    (one,) = duties.listing()
    assert (one.owner, one.overdue, duties.document_of(one)) == ("fin", False, b"what we found")
    assert duties.listing(open_only=True) == []
    with pytest.raises(Conflict, match="done by fin already"):
        duties.done("SY-2026-000001", 1, by="fin", file_name="other.pdf", content=b"x")


def test_what_cannot_be_is_refused(acme: Leased, command: Command) -> None:
    with pytest.raises(InvalidInput, match="the document is needed"):
        duties.done("SY-2026-000001", 1, by="fin", file_name="x", content=b"")
    with pytest.raises(NotFound):
        duties.done("SY-2026-000001", 1, by="nobody", file_name="x", content=b"x")
    for name in ("SY-2026-000001/2", "SY-2026-000009/1", "x"):
        assert command("duty", "assign", name, "fin").exit_code == 2
