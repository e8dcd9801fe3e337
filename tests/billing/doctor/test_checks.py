"""What the doctor tells of paper, mail and Stripe: well, and not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from billing.doctor import mail, paper, stripe
from billing.documents import fonts
from billing.mails import smtp
from seatyard.app import settings_of
from seatyard.doctor import Told
from seatyard.errors import SeatyardError


def states(told: Iterator[Told]) -> dict[str, str]:
    return {one.check: one.state for one in told}


def given(app: Flask, **settings: Any) -> None:
    app.extensions["settings"] = replace(settings_of(app), **settings)


def test_paper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(paper.check()) == {"font": "ok", "printing": "ok"}

    def without(_: str) -> bytes:
        raise SeatyardError("a library that sets text is missing", where="PDF", allowed="Debian: apt-get …")

    monkeypatch.setattr(paper.paper, "proof", without)
    assert states(paper.check()) == {"font": "ok", "printing": "fault"}
    monkeypatch.setattr(fonts, "blank", lambda: "no font")
    assert states(paper.check()) == {"font": "fault"}


def test_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(mail.check()) == {"mail": "warning"}
    given(app, smtp=("127.0.0.1", 1), smtp_tls="none")
    assert states(mail.check()) == {"mail": "fault"}

    class Server:
        def noop(self) -> None:
            pass

    @contextmanager
    def server(_: object) -> Iterator[Server]:
        yield Server()

    monkeypatch.setattr(smtp, "server", server)
    assert states(mail.check()) == {"mail": "ok", "mail sender": "warning"}
    given(app, smtp_from="Acme <bills@acme.example>")
    assert states(mail.check()) == {"mail": "ok"}


TEST, LIVE, WRONG = "sk_test_1", "rk_live_1", "pk_test_1"


@pytest.mark.parametrize(
    ("key", "webhook", "more", "told"),
    [
        (None, None, {}, {"stripe": "ok"}),
        (None, "whsec_1", {}, {"stripe": "fault"}),
        (WRONG, None, {}, {"stripe": "fault"}),
        (TEST, None, {}, {"stripe": "ok", "stripe messages": "warning"}),
        (TEST, "whsec_1", {}, {"stripe": "ok", "stripe messages": "warning"}),
        (
            TEST,
            "whsec_1\nwhsec_2",
            {"pages_url": "https://a.example"},
            {"stripe": "ok", "stripe messages": "ok"},
        ),
        (TEST, "secret", {"pages_url": "https://a.example"}, {"stripe": "ok", "stripe messages": "fault"}),
        (
            LIVE,
            "whsec_1",
            {"pages_url": "https://a.example", "stripe_api": "http://127.0.0.1:1"},
            {"stripe": "ok", "stripe messages": "ok", "stripe address": "fault"},
        ),
    ],
)
def test_stripe(
    app: Flask,
    tmp_path: Path,
    key: str | None,
    webhook: str | None,
    more: dict[str, Any],
    told: dict[str, str],
) -> None:
    named: dict[str, Path | None] = {}
    for name, text in (("stripe_key_file", key), ("stripe_webhook_file", webhook)):
        if text is not None:
            (tmp_path / name).write_text(text)
            named[name] = tmp_path / name
    given(app, **named, **more)
    assert states(stripe.check()) == told
