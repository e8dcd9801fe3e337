"""What people do about a finding: look after it, say something, clear it. Each act is kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from .. import clock
from ..db import LARGEST_ID, db
from ..errors import Conflict, InvalidInput, NotFound
from ..identity.models import User
from ..identity.permissions import FINDINGS_WORK, GRANTED
from .models import ASSIGNED, CLEARED, NOTED, UNASSIGNED, Finding, FindingNote

LONGEST = 2000
"""Characters of a note or reason."""


def by_id(finding_id: int) -> Finding:
    """NotFound for one that there is not."""
    finding = db.session.get(Finding, finding_id) if 0 < finding_id <= LARGEST_ID else None
    if finding is None:
        raise NotFound("no such finding", where=f"finding {finding_id}")
    return finding


def history(finding_id: int) -> Sequence[FindingNote]:
    """What people did about it, the earliest first."""
    return db.session.scalars(
        select(FindingNote).filter_by(finding_id=finding_id).order_by(FindingNote.at, FindingNote.id)
    ).all()


def staff() -> list[str]:
    """The logins of the operator's own people: who may own findings, and whose word closes a month."""
    query = select(User.login).where(User.role.in_(GRANTED[FINDINGS_WORK]))
    return list(db.session.scalars(query.order_by(User.login)))


def of_staff(login: str, where: str) -> str:
    """``login``, if it is one of the operator's own people's; NotFound otherwise."""
    if login not in staff():
        raise NotFound(f"nobody of the operator's people has the login {login!r}", where=where)
    return login


def words(text: str, where: str) -> str:
    """What a person wrote, as one line; InvalidInput for nothing, or too much."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise InvalidInput("a few words are needed", where=where, allowed=f"1 to {LONGEST} characters")
    return said


def assign(finding_id: int, owner: str, by: str) -> Finding:
    """Give an open finding to one of the operator's people."""
    finding = _open(finding_id)
    of_staff(owner, "owner")
    if finding.owner != owner:
        finding.owner = owner
        _keep(finding, ASSIGNED, owner, by)
    return finding


def unassign(finding_id: int, by: str) -> Finding:
    """Take an open finding from its owner."""
    finding = _open(finding_id)
    if finding.owner is not None:
        left, finding.owner = finding.owner, None
        _keep(finding, UNASSIGNED, left, by)
    return finding


def note(finding_id: int, text: str, by: str) -> Finding:
    """Say something of a finding, open or cleared."""
    finding = by_id(finding_id)
    _keep(finding, NOTED, words(text, "note"), by)
    return finding


def clear(finding_id: int, by: str, reason: str) -> Finding:
    """Mark a finding as dealt with by this person, and why. Seen again, it opens again."""
    finding, why = by_id(finding_id), words(reason, "reason")
    if finding.cleared_at is None:
        finding.cleared_at, finding.cleared_by, finding.cleared_because = clock.now(), by, why
        _keep(finding, CLEARED, why, by)
    return finding


def _open(finding_id: int) -> Finding:
    finding = by_id(finding_id)
    if finding.cleared_at is not None:
        raise Conflict("it is cleared", where=f"finding {finding_id}", allowed="an open one")
    return finding


def _keep(finding: Finding, what: str, text: str, by: str) -> None:
    db.session.add(FindingNote(finding_id=finding.id, at=clock.now(), by=by, what=what, text=text))
    db.session.commit()
