"""Prompts brought by people: added, listed, removed. What a node plays comes from here alone."""

from __future__ import annotations

from sqlalchemy import func, select

from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.sentence import sentence
from seatyard.sound import reading
from tenants.models import Tenant

from ..flows.prompts import FILE_NAME
from ..recordings import holds
from . import rows, store, unrecorded, wanted
from .bringing import BY, bring
from .models import UPLOAD, StoredPrompt
from .wanted import Wanted

LONGEST = 300.0
"""Seconds."""
LONGEST_NAME = 64
MOST = 1000
"""Prompts of a tenant."""
HOUSE = "@house"
"""In place of a tenant's name, where the house's own prompts are meant."""
NAME_ALLOWED = f"up to {LONGEST_NAME} of letters, digits, '.', '_' and '-', ending in .wav"


def owner_named(name: str) -> Tenant | None:
    """The tenant, or None for ``@house``; NotFound for neither."""
    if name == HOUSE:
        return None
    tenant = db.session.scalar(select(Tenant).filter_by(name=name))
    if tenant is None:
        raise NotFound(f"no tenant {name}", allowed=f"a tenant's name, or {HOUSE}")
    return tenant


def listing(tenant: Tenant | None) -> list[StoredPrompt]:
    """The owner's prompts by name."""
    query = select(StoredPrompt).filter_by(tenant_id=_id(tenant))
    return list(db.session.scalars(query.order_by(StoredPrompt.name)))


def find(tenant: Tenant | None, name: str) -> StoredPrompt:
    found = rows.find(_id(tenant), name)
    if found is None:
        raise NotFound(f"no prompt {name}", allowed="one that `seatyard prompt list` shows")
    return found


def add(tenant: Tenant | None, name: str, content: bytes, *, where: str) -> StoredPrompt:
    """Take in a recording under ``name``, in place of what was heard there; in transactions of its own.

    ``where`` names the file in messages. Raises InvalidInput, TooLarge or Conflict, one line, when
    the name or the sound cannot be taken.
    """
    with snapshot():
        tenant_id, want = _id(tenant), _wanted(tenant)
        _check_name(tenant, name, want)
        if rows.find(tenant_id, name) is None:
            _check_room(tenant_id)
        text = want[name].text if name in want else ""
    sound = reading.telephone_wav(content, where=where, longest=LONGEST)
    with transaction():
        if tenant_id is not None and (known := rows.find(tenant_id, name)) and known.source == UPLOAD:
            holds.check(tenant_id)
        before = rows.put(tenant_id, name, sound, source=UPLOAD, text=text)
        if tenant is not None:
            unrecorded.clear(tenant.name, [name], BY)
    rows.forget(tenant_id, before)
    return find(tenant, name)


def remove(tenant: Tenant | None, name: str) -> None:
    """Take a recording away; a text that it was in place of is spoken again. Commits.

    Conflict while a legal hold stands, and where a flow (published, or waiting for its day) plays it by name:
    nothing else could be heard there.
    """
    kept, tenant_id = find(tenant, name), _id(tenant)
    if kept.source != UPLOAD:
        raise Conflict(sentence("%(file)s was not uploaded", file=name))
    if tenant is not None and not kept.text and name in _wanted(tenant):
        played = ", ".join(wanted.places(tenant).get(name, ())) or sentence("a flow that waits for its day")
        raise Conflict(sentence("%(file)s is played in %(places)s", file=name, places=played))
    if tenant_id is not None:
        holds.check(tenant_id)
    before = kept.sha256
    db.session.delete(kept)
    db.session.commit()
    rows.forget(tenant_id, before)
    bring(tenant_id)


def content(prompt: StoredPrompt) -> bytes:
    """The WAV file."""
    return store.get(prompt.tenant_id, prompt.sha256)


def _id(tenant: Tenant | None) -> int | None:
    return tenant.id if tenant else None


def _wanted(tenant: Tenant | None) -> dict[str, Wanted]:
    return wanted.of_tenant(tenant) if tenant else wanted.of_house()


def _check_name(tenant: Tenant | None, name: str, want: dict[str, Wanted]) -> None:
    if tenant is None:
        if name not in want:
            raise InvalidInput(
                f"not one of the house's: {name}",
                where="--name",
                allowed="as `prompt list @house` shows them",
            )
    elif not FILE_NAME.match(name) or len(name) > LONGEST_NAME:
        raise InvalidInput(f"not a prompt's name: {name}", where="--name", allowed=NAME_ALLOWED)


def _check_room(tenant_id: int | None) -> None:
    query = select(func.count()).select_from(StoredPrompt).filter_by(tenant_id=tenant_id)
    if db.session.scalars(query).one() >= MOST:
        raise Conflict(f"there are {MOST} prompts already", allowed=f"up to {MOST}; remove one first")
