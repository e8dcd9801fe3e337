"""No secret stands in a log, however it came there; what is none stays."""

from __future__ import annotations

import pytest

from seatyard.logs import redaction
from seatyard.logs.redaction import HIDDEN, redacted

LINK = "Zk3-8hJ2_qLmN0pQrStUvWxYz0123456789abcdefGH"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Basic ZnMxOnBhc3N3b3Jk", "ZnMxOnBhc3N3b3Jk"),
        ("{'Authorization': 'Bearer sy_abcdef0123456789'}", "sy_abcdef0123456789"),
        ("asked with bearer abc.def-ghi123", "abc.def-ghi123"),
        ("Cookie: session=abc; theme=dark", "abc; theme"),
        ("POST /x?password=hunter22&seat=1001", "hunter22"),
        ('{"password": "two words", "seat": "1001"}', "two words"),
        ("a1-hash='0123456789abcdef0123456789abcdef'", "0123456789abcdef0123456789abcdef"),
        ("stripe said: Invalid API Key provided: sk_live_51HxYz0123abc", "51HxYz0123abc"),
        ("rk_test_0123456789 and whsec_0123456789abcdef", "0123456789"),
        ("token sy_Zk38hJ2qLmN0pQr was refused", "Zk38hJ2qLmN0pQr"),
        ("postgresql+psycopg://seatyard:hunter22@db/seatyard", "hunter22"),
        ("gAAAAABlZk38hJ2qLmN0pQrStUvWxYz0123456789==", "lZk38hJ2qLmN0pQr"),
        (f"request 1 failed: POST /reset/{LINK}", LINK),
        (f"GET /reports/leave/{LINK}?x=1", LINK),
        ("auth ClueCon99\n\n", "ClueCon99"),
        ("-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----", "MIIabc"),
        ("smtp: passwd = 'a b c'", "a b c"),
    ],
)
def test_secrets_are_hidden(text: str, secret: str) -> None:
    found = redacted(text)
    assert secret not in found
    assert HIDDEN in found


@pytest.mark.parametrize(
    "text",
    [
        "fs1: down: closing",
        "invoice SY-2026-000017 finalised: tenant 3, 2026-03",
        "node fs1: record 5a3f1f0a-8a55-4f43-9d0f-7f0f1d8a5c11 refused",
        "POST /switch/fs1/cdr: the database is away: connection refused",
        "http://127.0.0.1:8080/healthz",
        "the password file /etc/seatyard/fs1 cannot be read",
        "authorization was refused by 3 nodes",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_what_a_process_knows_to_be_secret_is_hidden_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_known", set())
    redaction.hide("correct-horse-battery", "short")
    assert redacted("it said correct-horse-battery, short") == f"it said {HIDDEN}, short"
