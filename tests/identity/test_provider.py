"""A provider that lies, is broken, or is somebody else: nothing of it lets anybody in, or fails as a page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from seatyard.config import Oidc
from seatyard.identity import provider
from seatyard.identity.outside import AWAY, WRONG, NotAdmitted, Vouched
from tests.support import databases
from tests.support.web import served

BACK = "http://127.0.0.1:1/login/oidc/back"


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    """Nothing is stored here."""
    with sqlite_databases.fresh() as url:
        yield url


@dataclass
class Stub:
    """Says whatever a test wants."""

    issuer: str = ""
    token: Any = field(default_factory=dict)
    """A document, or the whole answer."""
    told: Any = field(default_factory=dict)
    """What it tells of the person beside the token."""
    described: Any = None
    """What it says it is, where that is not the truth."""
    keys: Any = None
    """Likewise its keys."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """The forms that came for a token, with who sent them."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))

    def claims(self, nonce: str, /, **more: object) -> dict[str, Any]:
        now = int(time.time())
        whole = {
            "iss": self.issuer,
            "sub": "a1",
            "aud": "seatyard",
            "exp": now + 60,
            "iat": now,
            "nonce": nonce,
        }
        return {name: value for name, value in (whole | more).items() if value is not None}

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key or self.key)


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


HS256, NONE = coded(b'{"alg":"HS256","kid":"k1"}'), coded(b'{"alg":"none"}')
"""Heads of tokens that anybody could make."""


def by_hmac(body: str, key: bytes) -> str:
    """A token that whoever knows ``key`` could have signed (HS256)."""
    signed = f"{HS256}.{body}"
    return f"{signed}.{coded(hmac.digest(key, signed.encode(), 'sha256'))}"


@pytest.fixture
def stub() -> Iterator[Stub]:
    made, web = Stub(), Flask("stub")

    @web.get("/.well-known/openid-configuration")
    def description() -> Any:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places |= {"userinfo_endpoint": "person"}
        algorithms = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
        if made.described is not None:
            return made.described
        return {"issuer": made.issuer} | {k: f"{made.issuer}/{v}" for k, v in places.items()} | algorithms

    @web.post("/token")
    def token() -> Any:
        sent = request.authorization
        made.asked.append(
            request.form.to_dict() | {"by": f"{sent and sent.username}:{sent and sent.password}"}
        )
        return made.token

    @web.get("/keys")
    def keys() -> Any:
        return KeySet([made.key]).as_dict(private=False) if made.keys is None else made.keys

    @web.get("/person")
    def person() -> Any:
        return made.told

    with served(web) as made.issuer:
        yield made


@pytest.fixture
def oidc(stub: Stub, tmp_path: Path) -> Oidc:
    (tmp_path / "secret").write_text("not told\n")
    return Oidc(stub.issuer, "seatyard", tmp_path / "secret")


def refused(app: Flask, oidc: Oidc, begun: provider.Begun) -> str:
    with pytest.raises(NotAdmitted) as error:
        provider.finish(oidc, begun, "c0de", BACK)
    assert "not told" not in error.value.message
    return error.value.reason


def test_the_code_is_paid_with_the_proof_and_the_secret(app: Flask, stub: Stub, oidc: Oidc) -> None:
    address, begun = provider.begin(oidc, BACK)
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    claims = stub.claims(begun.nonce, email="ann@example.com", email_verified=True)
    stub.token = {"access_token": "x", "token_type": "Bearer", "id_token": stub.signed(claims)}
    assert provider.finish(oidc, begun, "c0de", BACK) == Vouched(stub.issuer, "a1", "ann@example.com")
    (form,) = stub.asked
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert coded(digest) == challenge
    assert (form["code"], form["redirect_uri"], form["by"]) == ("c0de", BACK, "seatyard:not told")


@pytest.mark.parametrize(("sub", "email"), [("a1", "ann@example.com"), ("b1", "")])
def test_an_address_beside_the_token_must_be_of_the_same_person(
    app: Flask, stub: Stub, oidc: Oidc, sub: str, email: str
) -> None:
    begun = provider.begin(oidc, BACK)[1]
    stub.token = {
        "access_token": "x",
        "token_type": "Bearer",
        "id_token": stub.signed(stub.claims(begun.nonce)),
    }
    stub.told = {"sub": sub, "email": "ann@example.com", "email_verified": True}
    assert provider.finish(oidc, begun, "c0de", BACK) == Vouched(stub.issuer, "a1", email)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example.com"},
        {"aud": "another"},
        {"aud": "another", "azp": "seatyard"},
        {"aud": ["seatyard", "another"], "azp": "another"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
    ],
)
def test_a_token_that_says_something_else(app: Flask, stub: Stub, oidc: Oidc, wrong: dict[str, Any]) -> None:
    begun = provider.begin(oidc, BACK)[1]
    token = stub.signed(stub.claims(begun.nonce, **wrong))
    stub.token = {"access_token": "x", "token_type": "Bearer", "id_token": token}
    assert refused(app, oidc, begun) == WRONG


@pytest.mark.parametrize("forged", ["another key", "the secret", "the public key", "no signature", "garbage"])
def test_a_token_that_somebody_else_signed(app: Flask, stub: Stub, oidc: Oidc, forged: str) -> None:
    begun = provider.begin(oidc, BACK)[1]
    claims = stub.claims(begun.nonce)
    head, body, _ = stub.signed(claims).split(".")
    public = stub.key.as_pem(private=False)
    tokens = {
        "another key": stub.signed(claims, RSAKey.generate_key(2048)),
        "the secret": by_hmac(body, b"not told"),
        "the public key": by_hmac(body, public),
        "no signature": f"{NONE}.{body}.",
        "garbage": f"{head}.x",
    }
    stub.token = {"access_token": "x", "token_type": "Bearer", "id_token": tokens[forged]}
    assert refused(app, oidc, begun) == WRONG


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"access_token": "x", "token_type": "Bearer"}, WRONG),
        ({"error": "invalid_grant", "error_description": "x"}, WRONG),
        ({}, WRONG),
        ([], WRONG),
        (Response("<html>", mimetype="text/html"), WRONG),
        (Response("busy", 503), AWAY),
        (Response("", 204), WRONG),
    ],
)
def test_no_token(app: Flask, stub: Stub, oidc: Oidc, answer: Any, reason: str) -> None:
    begun = provider.begin(oidc, BACK)[1]
    stub.token = answer
    assert refused(app, oidc, begun) == reason


@pytest.mark.parametrize("described", [[], {}, {"issuer": 7}, "text", Response("", 404)])
def test_no_description(app: Flask, stub: Stub, oidc: Oidc, described: Any) -> None:
    stub.described = described
    with pytest.raises(NotAdmitted):
        provider.begin(oidc, BACK)
    stub.described = None
    assert provider.begin(oidc, BACK)[0].startswith(f"{stub.issuer}/authorize?")


@pytest.mark.parametrize("keys", [[], {}, {"keys": "x"}, {"keys": [{}]}, {"keys": [7]}, {"keys": []}, "text"])
def test_no_keys(app: Flask, stub: Stub, oidc: Oidc, keys: Any) -> None:
    begun = provider.begin(oidc, BACK)[1]
    stub.keys = keys
    token = stub.signed(stub.claims(begun.nonce))
    stub.token = {"access_token": "x", "token_type": "Bearer", "id_token": token}
    assert refused(app, oidc, begun) in (WRONG, AWAY)


def test_a_secret_that_cannot_be_read(app: Flask, oidc: Oidc) -> None:
    oidc.secret_file.unlink()
    with pytest.raises(NotAdmitted, match="cannot be read") as error:
        provider.begin(oidc, BACK)
    assert error.value.reason == AWAY
