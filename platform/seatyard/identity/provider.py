"""The conversation with the provider: OpenID Connect's authorization code flow with PKCE, over Authlib."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import current_app
from joserfc.errors import JoseError
from requests import RequestException

from .. import traces
from ..config import Oidc, Settings
from ..db import db
from .outside import AWAY, WRONG, NotAdmitted, Vouched

SECONDS = 5
"""For each answer of the provider."""
LONGEST_SUBJECT = 255
"""ASCII characters (OpenID Connect Core, 2)."""
LASTS = 3600.0
"""Seconds for which its description and keys are kept; a key that is not among them is asked for at once."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""By which a token may be signed: with the provider's own key, never with one that others know too."""
SCOPE = "openid email"
_KEPT = "oidc client"
_NEEDED, _OFFERED = ("authorization_endpoint", "token_endpoint", "jwks_uri"), {"userinfo_endpoint"}
"""Addresses that a provider must have, and may have."""
_SIGNED_BY = "id_token_signing_alg_values_supported"


@dataclass(frozen=True, slots=True)
class Begun:
    """What the answer to a login must fit: the browser that went keeps it."""

    state: str
    nonce: str
    verifier: str


def init_app() -> None:
    """Authlib tells the code's verifier to whoever reads its finest lines."""
    logging.getLogger("authlib").setLevel(logging.INFO)


def settings() -> Oidc | None:
    """None where nobody comes in by a provider."""
    found: Settings = current_app.extensions["settings"]
    return found.oidc


def begin(oidc: Oidc, back: str) -> tuple[str, Begun]:
    """Where to send a browser, which comes back to ``back``. NotAdmitted while the provider is away."""
    with _asking():
        made = _client(oidc).create_authorization_url(back)
    return made["url"], Begun(made["state"], made["nonce"], made["code_verifier"])


def finish(oidc: Oidc, begun: Begun, code: str, back: str) -> Vouched:
    """Who came back with ``code``. NotAdmitted for what cannot be believed."""
    with _asking():
        client = _client(oidc)
        token = client.fetch_access_token(back, code=code, code_verifier=begun.verifier)
        issuer = client.server_metadata["issuer"]
        wanted = {"iss": {"values": [issuer]}, "aud": {"values": [oidc.client_id]}}
        claims = client.parse_id_token(token, nonce=begun.nonce, claims_options=wanted)
        if claims is None:
            raise NotAdmitted(WRONG, "an answer without a token of who it is")
        if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
            told = client.userinfo(token=token)
            claims |= told if told.get("sub") == claims["sub"] else {}
        return vouched(issuer, claims)


def vouched(issuer: str, claims: Mapping[str, Any]) -> Vouched:
    """What the claims say; an address only with the word that it is verified. NotAdmitted without a name."""
    subject, email = str(claims["sub"]), str(claims.get("email") or "")
    if not (0 < len(subject) <= LONGEST_SUBJECT and subject.isascii() and subject.isprintable()):
        raise NotAdmitted(WRONG, "a name that is none")
    verified = claims.get("email_verified") is True and email.isprintable()
    return Vouched(issuer, subject, email if verified else "")


def check(description: dict[str, Any], oidc: Oidc) -> None:
    """NotAdmitted for another's description, or one that leads out of TLS. Leaves out weak signatures."""
    if str(description.get("issuer", "")).rstrip("/") != oidc.issuer.rstrip("/"):
        raise NotAdmitted(WRONG, "describes another issuer")
    scheme = urlsplit(oidc.issuer).scheme
    for name in (*_NEEDED, *(_OFFERED & description.keys())):
        if urlsplit(str(description.get(name, ""))).scheme not in ("https", scheme):
            raise NotAdmitted(WRONG, f"no {name} that can be trusted")
    offered = description.get(_SIGNED_BY) or ["RS256"]
    description[_SIGNED_BY] = [one for one in offered if one in ALGORITHMS]
    if not description[_SIGNED_BY]:
        raise NotAdmitted(WRONG, "signs by nothing that can be believed")


def _client(oidc: Oidc) -> Any:
    """Made anew each hour: it keeps the provider's description, its keys and the secret."""
    client, made = current_app.extensions.get(_KEPT, (None, 0.0))
    if client is None or time.monotonic() - made > LASTS:
        client = FlaskOAuth2App(
            FlaskIntegration("oidc"),
            "oidc",
            client_id=oidc.client_id,
            client_secret=_secret(oidc),
            server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": SECONDS},
        )
        check(client.load_server_metadata(), oidc)
        current_app.extensions[_KEPT] = client, time.monotonic()
    return client


def _secret(oidc: Oidc) -> str:
    try:
        return oidc.secret_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotAdmitted(AWAY, f"{oidc.secret_file} cannot be read: {type(error).__name__}") from None


@contextmanager
def _asking() -> Iterator[None]:
    """Outside of any transaction. What the provider does wrong is a NotAdmitted, which repeats no token."""
    db.session.rollback()
    try:
        with traces.step("OpenID Connect", traces.CLIENT):
            yield
    except RequestException as error:
        raise NotAdmitted(AWAY, f"no answer ({type(error).__name__})") from None
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        said = str(getattr(error, "error", ""))[:60]
        raise NotAdmitted(WRONG, f"cannot be believed ({type(error).__name__} {said!r})") from None
