"""The second factor: codes of an authenticator (TOTP), each good once, and recovery codes, each good once."""

from __future__ import annotations

import hmac

import pyotp
from flask import current_app
from sqlalchemy import delete, select

from .. import clock
from ..config import Settings
from ..db import db
from ..errors import Conflict, InvalidInput, Unauthorized
from .kept_sessions import sha256
from .models import OneTimeSecret, RecoveryCode, User

STEP = 30
"""Seconds for which a code shows."""
DRIFT = 1
"""Steps that an authenticator's clock may be off, either way."""
CODES = 10
REQUIRED, OFFERED = "required", "offered"


def has(user: User) -> bool:
    """Whether a code is asked for at the login."""
    return (row := db.session.get(OneTimeSecret, user.id)) is not None and row.confirmed_at is not None


def must_have(user: User) -> bool:
    """Whether this person may do nothing else before setting it up."""
    settings: Settings = current_app.extensions["settings"]
    return settings.staff_totp == REQUIRED and not user.of_tenant and not has(user)


def propose(user: User) -> None:
    """A new secret to put into an authenticator, which holds once a code of it was right. Commits. Conflict
    while another one holds."""
    if has(user):
        raise Conflict("there is one already", where="second factor", allowed="remove it first")
    db.session.execute(delete(OneTimeSecret).filter_by(user_id=user.id))
    db.session.add(OneTimeSecret(user_id=user.id, secret=pyotp.random_base32()))
    db.session.commit()


def proposed(user: User) -> tuple[str, str] | None:
    """The secret that waits for its first code, and its address (otpauth:)."""
    row = db.session.get(OneTimeSecret, user.id)
    if row is None or row.confirmed_at is not None:
        return None
    return row.secret, pyotp.TOTP(row.secret, name=user.login, issuer="Seatyard").provisioning_uri()


def confirm(user: User, code: str) -> list[str]:
    """Let it hold, for a right first code; the recovery codes, told this once. Commits."""
    row = db.session.get(OneTimeSecret, user.id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise Conflict("nothing is waiting to be confirmed", where="second factor")
    if not _taken(row, code):
        db.session.rollback()
        raise InvalidInput("wrong code", where="code")
    row.confirmed_at = clock.now()
    made = _new_codes(user)
    db.session.commit()
    return made


def new_codes(user: User) -> list[str]:
    """Other recovery codes in place of those that are left, told this once. Commits."""
    if not has(user):
        raise Conflict("there is none", where="second factor")
    made = _new_codes(user)
    db.session.commit()
    return made


def codes_left(user: User) -> int:
    return len(db.session.scalars(select(RecoveryCode.sha256).filter_by(user_id=user.id)).all())


def check(user: User, code: str) -> None:
    """Unauthorized unless it is a code of now that was not used, or a recovery code. In the caller's
    transaction."""
    row = db.session.get(OneTimeSecret, user.id, with_for_update=True, populate_existing=True)
    if row is None or row.confirmed_at is None or not (_taken(row, code) or _recovers(user, code)):
        raise Unauthorized("wrong code")


def remove(user: User) -> None:
    """Ask for no code any more. Commits."""
    db.session.execute(delete(RecoveryCode).filter_by(user_id=user.id))
    db.session.execute(delete(OneTimeSecret).filter_by(user_id=user.id))
    db.session.commit()


def _taken(row: OneTimeSecret, code: str) -> bool:
    """Whether it is a code of a step about now, later than all that were taken; then it is taken."""
    now = int(clock.now().timestamp()) // STEP
    totp = pyotp.TOTP(row.secret)
    given = "".join(code.split())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > row.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            row.last_step = step
            return True
    return False


def _recovers(user: User, code: str) -> bool:
    used = delete(RecoveryCode).filter_by(user_id=user.id, sha256=sha256(_plain(code)))
    return db.session.scalar(used.returning(RecoveryCode.sha256)) is not None


def _new_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).filter_by(user_id=user.id))
    made = [pyotp.random_base32(32)[:16].lower() for _ in range(CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, sha256=sha256(code)) for code in made)
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in made]


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()
