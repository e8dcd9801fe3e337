"""E-mails: once each, tried again, told when they do not leave, in the tenant's language."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
import trustme
from flask import Flask

from billing.dunning import service as dunning
from billing.invoices import service as invoices
from billing.mails import outbox, sending
from billing.mails.models import Mail
from seatyard import clock, findings
from seatyard.config import Settings
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.month import Leased, leased

from .post import Post, post

TO = "finance@acme.example"
NOW = at("04-23T09:00")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def server(app: Flask) -> Iterator[Post]:
    with post() as made:
        using(app, smtp=("127.0.0.1", made.port), smtp_tls="none", smtp_from="Seatyard <b@seatyard.example>")
        yield made


def using(app: Flask, **changed: Any) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], **changed)


@pytest.fixture
def acme(app: Flask) -> Leased:
    made = leased(3)
    contacts(made, TO)
    with clock.frozen(at("04-01T09:00")):
        invoices.close("2026-03")
    return made


def contacts(acme: Leased, *emails: str) -> None:
    acme.tenant.policies = {"billing": {"contacts": [{"email": email} for email in emails]}}
    db.session.commit()


def mails() -> list[Mail]:
    return db.session.query(Mail).order_by(Mail.id).all()


def still_open(kind: str) -> list[str]:
    return [one.key for one in findings.still_open(kind)]


def write(acme: Leased, key: str = "k", **more: str) -> None:
    with transaction():
        outbox.put(key, **{"tenant_id": acme.tenant.id, "about": "SY", "subject": "s", "text": "t"} | more)


def test_the_notice_of_a_real_bill(acme: Leased, server: Post) -> None:
    with clock.frozen(NOW):
        assert [one.step.kind.value for one in dunning.run()] == ["reminder", "suspension_notice"]
        assert sending.send_due() == 2
        assert sending.send_due() == 0
    reminder, notice = server.mails
    assert (notice["To"], notice["From"]) == (TO, "Seatyard <b@seatyard.example>")
    assert notice["Subject"] == "停机通知：自 2026-04-26 起可能暂停服务（账单 SY-2026-000001）"
    text = notice.get_content()
    assert "本金仍有 CNY 6000.00 未付" in text
    assert "SY-2026-000001  2026-03  到期日 2026-04-10  未付 CNY 6000.00  已逾期 13 天" in text
    assert str(reminder["Subject"]).startswith("第 2 次付款提醒")
    assert reminder["Message-ID"] != notice["Message-ID"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_letter_in_both_languages(acme: Leased, server: Post, language: str) -> None:
    acme.tenant.language = language
    terms = {"suspension": {"automatic": True, "days": 15, "notice_days": 3}}
    acme.contract.terms = acme.contract.terms | terms
    db.session.commit()
    for day in ("04-07", "04-13", "04-23", "04-26"):
        with clock.frozen(at(f"{day}T09:00")):
            dunning.run()
            sending.send_due()
    with clock.frozen(at("04-27T09:00")):
        pay(6000, "2026-04-27")
        sending.send_due()
    subjects = [str(mail["Subject"]) for mail in server.mails]
    starts = {
        "zh": ["账单", "第 1 次", "第 2 次", "停机通知", "服务已暂停", "服务已恢复"],
        "en": [
            "Invoice",
            "Reminder 1",
            "Reminder 2",
            "Notice",
            "Service is suspended",
            "Service is restored",
        ],
    }
    assert [s.startswith(t) for s, t in zip(subjects, starts[language], strict=True)] == [True] * 6, subjects
    assert all("{" not in mail.get_content() for mail in server.mails)


def test_of_reminders_that_wait_the_last_one_goes(acme: Leased, server: Post) -> None:
    for day in ("04-07", "04-13", "04-20"):
        with clock.frozen(at(f"{day}T09:00")):
            dunning.run()
    with clock.frozen(at("04-21T09:00")):
        assert sending.send_due() == 1
    assert str(server.mails[0]["Subject"]).startswith("第 2 次")


def test_what_is_paid_before_it_leaves_is_not_asked_for(acme: Leased, server: Post) -> None:
    with clock.frozen(NOW):
        dunning.run()
        pay(6000, "2026-04-23")
        dunning.run()
        assert sending.send_due() == 0
    assert server.mails == []


def _killed() -> NoReturn:
    raise KeyboardInterrupt


def test_after_a_crash_it_goes_again_under_the_same_id(
    acme: Leased, server: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(acme)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "transaction", _killed)
        with pytest.raises(KeyboardInterrupt):
            sending.send_due()
    assert sending.send_due() == 1
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    write(acme)
    assert sending.send_due() == 0, "told once, however often it is written"


def test_a_failure_is_told_and_tried_again(acme: Leased, server: Post) -> None:
    server.full = True
    write(acme)
    moment = clock.now() + timedelta(seconds=1)
    for minutes in (0, 1, 3):
        with clock.frozen(moment + timedelta(minutes=minutes)):
            assert sending.send_due() == 0
            assert sending.send_due() == 0, "not before its time"
    (mail,) = mails()
    assert (mail.attempts, "mailbox full" in mail.problem) == (3, True)
    assert still_open(sending.NOT_SENT) == ["mail 1"]
    server.full = False
    with clock.frozen(moment + timedelta(minutes=10)):
        assert sending.send_due() == 1
    assert still_open(sending.NOT_SENT) == []


def test_an_address_that_is_refused_keeps_the_others(acme: Leased, server: Post) -> None:
    contacts(acme, TO, "gone@acme.example")
    server.refused = {"gone@acme.example"}
    write(acme)
    assert sending.send_due() == 1
    assert server.recipients == [[TO]]
    assert still_open(sending.NOT_SENT) == ["mail 1 gone@acme.example"]


def test_without_an_address_it_waits_for_one(acme: Leased, server: Post) -> None:
    acme.tenant.policies = {}
    db.session.commit()
    write(acme)
    assert sending.send_due() == 0
    assert still_open(sending.NO_ADDRESS) == ["mail 1"]
    contacts(acme, TO)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert sending.send_due() == 1
    assert still_open(sending.NO_ADDRESS) == []


def test_without_a_server_it_waits(acme: Leased) -> None:
    write(acme)
    assert sending.send_due() == 0
    assert "SEATYARD_SMTP" in mails()[0].problem


def test_no_text_of_a_tenant_makes_a_header(acme: Leased, server: Post) -> None:
    write(acme, subject="a\r\nBcc: everybody@example.com")
    assert sending.send_due() == 1
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert server.recipients == [[TO]]


def test_over_tls_to_whom_it_knows_alone(
    app: Flask, acme: Leased, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    write(acme)
    with post(context) as made:
        using(app, smtp=("127.0.0.1", made.port))
        assert sending.send_due() == 0
        assert "CERTIFICATE_VERIFY_FAILED" in mails()[0].problem
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with clock.frozen(clock.now() + timedelta(minutes=2)):
            assert sending.send_due() == 1


@pytest.mark.parametrize(
    ("env", "where"),
    [
        ({"SEATYARD_SMTP": "nowhere"}, "SEATYARD_SMTP"),
        ({"SEATYARD_SMTP_TLS": "maybe"}, "SEATYARD_SMTP_TLS"),
        ({"SEATYARD_SMTP_TLS": "none", "SEATYARD_SMTP_USER": "me"}, "SEATYARD_SMTP_TLS"),
        ({"SEATYARD_SMTP_FROM": "a@b\r\nBcc: c@d"}, "SEATYARD_SMTP_FROM"),
    ],
)
def test_settings_that_cannot_be(database_url: str, tmp_path: Path, env: dict[str, str], where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.from_env({"SEATYARD_HOME": str(tmp_path)} | env)
    assert refused.value.where == where


def test_one_person_gets_a_link_whose_text_is_not_kept(app: Flask, server: Post) -> None:
    with transaction():
        outbox.put_personal("invite:1", "li@example.com", "Seatyard", "https://x.example/invite/secret")
    assert sending.send_due() == 1
    (mail,) = mails()
    assert (mail.text, mail.recipients["to"], mail.tenant_id) == ("", ["li@example.com"], None)
    (got,) = server.mails
    assert "invite/secret" in str(got)
