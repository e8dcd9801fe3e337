"""Every prompt that is played is brought about: spoken where there is a voice, else a tone and a finding.

Speaking takes a tenth of a second a prompt, so it happens in the worker and in commands, outside
any transaction, never while a switch waits for its XML.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from seatyard.db import db, snapshot, transaction
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from ..nodes import sounds
from . import house, rows, store, unrecorded, wanted
from .errors import Unspeakable
from .models import PLACEHOLDER, SPEECH, UPLOAD, StoredPrompt
from .speech import Engine, chosen
from .wanted import Wanted

log = logging.getLogger(__name__)

BY = "spoken or recorded since"


@dataclass(frozen=True)
class Made:
    source: str
    sound: bytes
    voice: str = ""
    """Who spoke it; of a tone, who could not."""
    problem: str = ""
    """Why it is but a tone."""


@dataclass(frozen=True)
class Owner:
    """What an owner's calls play, what is kept of it, and which of it is still to be made."""

    tenant_id: int | None
    name: str
    want: dict[str, Wanted]
    due: list[str]
    settled: bool
    """Whether nothing else is to be done: no tone is left over, and the findings say what is a tone."""


def bring(tenant_id: int | None, told: Callable[[int], object] = lambda _: None, most: int = 10_000) -> bool:
    """Bring about the prompts of a tenant, or of the house (None); whether more are left to make.

    Commits; running it again changes nothing. ``told`` hears of each that was made, ``most`` bounds
    how many are.
    """
    engine = chosen()
    with snapshot():
        owner = look(tenant_id, engine)
    made = {}
    for name in owner.due[:most]:
        made[name] = _make(name, owner.want[name], engine)
        told(1)
    if not made and owner.settled:
        return False
    with transaction():
        before = [
            rows.put(
                tenant_id, name, one.sound, source=one.source, text=owner.want[name].text, voice=one.voice
            )
            for name, one in made.items()
        ]
        before += _let_go(tenant_id, owner.want)
        _settle(owner, {name: one.problem for name, one in made.items()})
    with snapshot():
        for sha256 in before:
            rows.forget(tenant_id, sha256)
    return len(owner.due) > most


def look(tenant_id: int | None, engine: Engine | None) -> Owner:
    """How things are, in the caller's transaction."""
    kept = {row.name: row for row in db.session.scalars(select(StoredPrompt).filter_by(tenant_id=tenant_id))}
    tenant = db.session.get(Tenant, tenant_id) if tenant_id is not None else None
    if tenant_id is None:
        name, want = "@house", wanted.of_house()
    else:
        name, want = (tenant.name, wanted.of_tenant(tenant)) if tenant else ("", {})
    due = [file for file, one in want.items() if _due(kept.get(file), one, engine)]
    tones = {file for file, row in kept.items() if row.source == PLACEHOLDER}
    settled = tones <= want.keys() and unrecorded.keys(name) == _missing(tenant_id, want, tones, {}).keys()
    return Owner(tenant_id, name, want, due, settled)


def _due(kept: StoredPrompt | None, want: Wanted, engine: Engine | None) -> bool:
    """What was spoken stays as it is while nobody can speak."""
    if kept is None:
        return True
    if kept.source == UPLOAD:
        return False
    if engine is not None and want.text and (kept.voice, kept.text) != (_voice(engine, want), want.text):
        return True
    return not store.has(kept.tenant_id, kept.sha256)


def _make(name: str, want: Wanted, engine: Engine | None) -> Made:
    if engine is None or not want.text:
        return Made(PLACEHOLDER, _tone(name))
    try:
        return Made(SPEECH, engine.speak(want.text, want.language), _voice(engine, want))
    except Unspeakable as error:
        return Made(PLACEHOLDER, _tone(name), _voice(engine, want), error.message)
    except SeatyardError as error:  # tried again at the next occasion
        log.warning("prompt %s: %s", name, error)
        return Made(PLACEHOLDER, _tone(name), problem=error.message)


def _voice(engine: Engine, want: Wanted) -> str:
    return f"{engine.voice}/{want.language}"


def _tone(name: str) -> bytes:
    """Figures come in rows: theirs is short."""
    return sounds.tones(sounds.BLIP if house.is_figure(name) else sounds.PROMPT)


def _let_go(tenant_id: int | None, want: Mapping[str, Wanted]) -> list[str | None]:
    """Tones for what is no longer played."""
    query = select(StoredPrompt).filter_by(tenant_id=tenant_id, source=PLACEHOLDER)
    gone = [row for row in db.session.scalars(query) if row.name not in want]
    for row in gone:
        db.session.delete(row)
    return [row.sha256 for row in gone]


def _settle(owner: Owner, problems: Mapping[str, str]) -> None:
    query = select(StoredPrompt.name).filter_by(tenant_id=owner.tenant_id, source=PLACEHOLDER)
    missing = _missing(owner.tenant_id, owner.want, set(db.session.scalars(query)), problems)
    unrecorded.settle(owner.name, missing, BY, owner.tenant_id)


def _missing(
    tenant_id: int | None, want: Mapping[str, Wanted], tones: set[str], problems: Mapping[str, str]
) -> dict[str, str]:
    """What the findings are to say, by their subject: a file; of the house, which has many, a language."""
    played = sorted(tones & want.keys())
    if tenant_id is None:
        languages = (want[name].language for name in played)
        return dict.fromkeys(languages, "callers hear tones in place of the house's prompts")
    return {name: told(name, want[name].text, problems.get(name, "")) for name in played}


def told(name: str, text: str, problem: str = "") -> str:
    return f"callers hear a tone: {text or name}" + (f" ({problem})" if problem else "")
