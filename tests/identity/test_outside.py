"""An outside identity is tied once, by a verified address, to one of the operator's people."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from seatyard import clock
from seatyard.audit.models import Entry
from seatyard.config import Oidc, Settings
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from seatyard.identity import kept_sessions, links, outside, provider, service
from seatyard.identity.models import LoginSession, OutsideIdentity, User
from seatyard.identity.outside import NOBODY, UNVERIFIED, WRONG, NotAdmitted, Vouched
from tests.factories import TenantFactory, UserFactory

ISSUER = "https://login.example.com"
ADDRESS = "ann@example.com"
ANN = Vouched(ISSUER, "a1", ADDRESS)


@pytest.fixture
def ann(app: Flask) -> User:
    user: User = UserFactory(login=ADDRESS, role="support")
    db.session.commit()
    return user


def refused(vouched: Vouched) -> str:
    with pytest.raises(NotAdmitted) as error:
        outside.person(vouched)
    db.session.rollback()
    return error.value.reason


def test_the_first_login_ties_and_the_next_go_by_the_name(ann: User) -> None:
    links.make(ann, links.INVITE, "ops")
    db.session.commit()
    assert outside.person(ANN).id == ann.id
    assert links.invited([ann.id]) == set()
    assert outside.tied([ann.id]) == {ann.id}
    assert outside.person(Vouched(ISSUER, "a1", "other@example.com")).id == ann.id
    assert outside.person(Vouched(ISSUER, "a1")).id == ann.id
    assert refused(Vouched(ISSUER, "a2", ADDRESS)) == NOBODY
    assert refused(Vouched("https://other.example.com", "a1", ADDRESS)) == NOBODY
    assert db.session.scalars(select(OutsideIdentity.email)).all() == [ADDRESS]


def test_the_tie_is_in_the_trail_under_the_persons_own_name(ann: User) -> None:
    outside.person(ANN)
    query = select(Entry).where(Entry.what.startswith("outside_identities/"))
    (entry,) = db.session.scalars(query)
    assert (entry.actor, json.loads(entry.after or "{}")["subject"]) == (ADDRESS, "a1")


@pytest.mark.parametrize("email", ["nobody@example.com", "ANN@example.com", "ops"])
def test_nobody_is_made_or_guessed_by_logging_in(ann: User, email: str) -> None:
    UserFactory(login="ops")
    assert refused(Vouched(ISSUER, "a1", email)) == NOBODY
    assert db.session.scalars(select(OutsideIdentity)).all() == []


def test_no_address_ties_nobody(ann: User) -> None:
    assert refused(Vouched(ISSUER, "a1")) == UNVERIFIED


def test_a_tenants_person_and_one_who_is_locked_are_refused(ann: User) -> None:
    UserFactory(login="li@example.com", tenant=TenantFactory())
    assert refused(Vouched(ISSUER, "b1", "li@example.com")) == NOBODY
    ann.locked_at = clock.now()
    db.session.commit()
    assert refused(ANN) == NOBODY
    service.unlock(ann)
    outside.person(ANN)
    service.lock(ann)
    assert refused(ANN) == NOBODY


def test_who_is_detached_is_tied_anew_and_has_no_session_left(ann: User) -> None:
    outside.person(ANN)
    kept_sessions.begin(ann, "203.0.113.7", "Firefox")
    outside.detach(ann)
    assert db.session.scalars(select(LoginSession)).all() == []
    with pytest.raises(NotFound, match="has no outside identity"):
        outside.detach(ann)
    assert outside.person(Vouched(ISSUER, "a2", ADDRESS)).id == ann.id
    assert refused(Vouched(ISSUER, "a1", ADDRESS)) == NOBODY


def test_of_two_who_come_at_once_with_one_address_one_is_tied(ann: User, app: Flask) -> None:
    def come(number: int) -> bool:
        with app.app_context():
            try:
                outside.person(Vouched(ISSUER, f"a{number}", ADDRESS))
            except NotAdmitted:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(come, range(4))) == 1


def test_an_admin_detaches_on_the_command_line(ann: User, command: Any) -> None:
    outside.person(ANN)
    assert command("user", "no-outside-login", ADDRESS).exit_code == 0
    assert command("user", "no-outside-login", ADDRESS).exit_code == 2
    assert outside.tied([ann.id]) == set()


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": ADDRESS, "email_verified": True}, ADDRESS),
        ({"email": ADDRESS, "email_verified": "true"}, ""),
        ({"email": ADDRESS, "email_verified": False}, ""),
        ({"email": ADDRESS}, ""),
        ({"email": None, "email_verified": True}, ""),
        ({"email": "ann\x00@example.com", "email_verified": True}, ""),
        ({}, ""),
    ],
)
def test_only_a_verified_address_counts(claims: dict[str, object], email: str) -> None:
    assert provider.vouched(ISSUER, {"sub": "a1"} | claims) == Vouched(ISSUER, "a1", email)


@pytest.mark.parametrize("subject", ["", "a\x00", "\u738b", "x" * 256])
def test_a_name_that_is_none(subject: str) -> None:
    with pytest.raises(NotAdmitted, match="a name that is none"):
        provider.vouched(ISSUER, {"sub": subject})


DESCRIPTION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
}


def test_no_token_is_believed_that_anybody_could_sign() -> None:
    description = dict(DESCRIPTION)
    provider.check(description, Oidc(f"{ISSUER}/", "seatyard", Path("secret")))
    assert description["id_token_signing_alg_values_supported"] == ["RS256"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://evil.example.com"},
        {"issuer": ""},
        {"token_endpoint": "http://login.example.com/token"},
        {"jwks_uri": ""},
        {"userinfo_endpoint": "http://login.example.com/person"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_description_that_does_not_fit_is_not_used(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAdmitted) as error:
        provider.check(DESCRIPTION | wrong, Oidc(ISSUER, "seatyard", Path("secret")))
    assert error.value.reason == WRONG


def settings(tmp_path: Path, **given: str) -> Settings:
    env = {f"SEATYARD_OIDC_{name}": value for name, value in given.items()}
    return Settings.from_env({"SEATYARD_HOME": str(tmp_path), "SEATYARD_SECRET_KEY": "x"} | env)


WHOLE = {"ISSUER": ISSUER, "CLIENT_ID": "seatyard", "CLIENT_SECRET_FILE": "/run/secret"}


def test_the_settings_are_whole_or_none(tmp_path: Path) -> None:
    assert settings(tmp_path).oidc is None
    assert settings(tmp_path, ONLY="no").oidc is None
    whole = settings(tmp_path, **WHOLE, LABEL="飞书", ONLY="yes").oidc
    assert whole == Oidc(ISSUER, "seatyard", Path("/run/secret"), "飞书", only=True)
    for name in WHOLE:
        with pytest.raises(InvalidInput, match=f"SEATYARD_OIDC_{name}: not set"):
            settings(tmp_path, **{one: value for one, value in WHOLE.items() if one != name})
    with pytest.raises(InvalidInput, match="not set"):
        settings(tmp_path, ONLY="yes")
    assert settings(tmp_path, **WHOLE | {"ISSUER": "http://127.0.0.1:9400"}).oidc is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://login.example.com"},
        {"ISSUER": "login.example.com"},
        {"ISSUER": "https://["},
        {"LABEL": "x" * 31},
        {"LABEL": "a\nb"},
        {"ONLY": "perhaps"},
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=f"SEATYARD_OIDC_{next(iter(wrong))}"):
        settings(tmp_path, **WHOLE | wrong)
