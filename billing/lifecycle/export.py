"""All of a tenant's data as one ZIP file, as it was at one moment. Of rows a batch is held, of files a piece.

Killed, it leaves nothing under the name that was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from sqlalchemy import Table, func, select

from esl.prompts import store as sounds
from esl.prompts.models import StoredPrompt
from esl.recordings import intake
from esl.recordings import service as recordings
from esl.recordings.models import STORED, Recording
from esl.recordings.sealed import Unsealed
from seatyard import clock
from seatyard.audit.contents import plain
from seatyard.db import db, one_moment, slices
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from ..archive import contents
from ..archive.contents import Content, Left
from ..archive.packing import Pack, packing
from ..contracts.service import contracts_of, versions_of
from ..credits.models import CreditNote
from ..duties.models import DutyAct
from ..models import Contract, Invoice
from . import columns, readme
from .tables import NOT_HANDED_OVER, SECRETS, for_its_eyes, handed_over, named
from .tables import written as columns_of

BATCH = 1000
PIECE = 1 << 20
MANIFEST, README = "manifest.json", "README.md"
Progress = Callable[[int, int], None]


@dataclass
class Written:
    """What the manifest says."""

    tenant: str
    at: str
    with_recordings: bool
    rows: dict[str, int] = field(default_factory=dict)
    """By table."""
    left_out: list[dict[str, str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """The recordings that are in it, by id."""


def write(
    tenant_id: int, out: Path, *, with_recordings: bool, by: str, progress: Progress = lambda done, of: None
) -> Written:
    """Write the export; ``progress`` hears how many parts are in it, of how many.

    Who had it is noted as a listening of each recording in it. Raises InvalidInput where ``out`` cannot
    be written, Conflict while another process writes it.
    """
    with packing(out) as pack, one_moment():
        tenant = db.session.get_one(Tenant, tenant_id)
        written = Written(tenant.name, clock.now().isoformat(), with_recordings)
        parts = _Parts(tenant, pack, written, _count(tenant_id, with_recordings), progress)
        about = {"name": tenant.name, "title_zh": tenant.title_zh, "title_en": tenant.title_en}
        pack.add(README, readme.text(**about, at=written.at, recordings=with_recordings))
        parts.all()
        pack.add(MANIFEST, _manifest(pack, written))
    recordings.note(tenant_id, written.heard, by, "export")
    return written


class _Parts:
    def __init__(self, tenant: Tenant, pack: Pack, written: Written, of: int, progress: Progress) -> None:
        self.id, self.pack, self.written, self.of, self.progress = tenant.id, pack, written, of, progress
        self.done = 0

    def all(self) -> None:
        for name in handed_over():
            table = named(name)
            self.pack.add(f"tables/{name}.columns.json", _json(columns.of(table)))
            self.pack.add(f"tables/{name}.jsonl", self._lines(table))
            self._did()
        for contract in contracts_of(self.id):
            self.pack.add(f"contracts/{contract.id}.yaml", _terms(contract))
            self._did()
        for number in self._ids(Invoice):
            self._document(contents.of_invoice(db.session.get_one(Invoice, number)))
        for number in self._ids(CreditNote):
            self._document(contents.of_note(db.session.get_one(CreditNote, number)))
        self._reports()
        self._prompts()
        if self.written.with_recordings:
            self._recordings()

    def _ids(self, model: Any) -> list[int]:
        return list(db.session.scalars(select(model.id).filter_by(tenant_id=self.id).order_by(model.id)))

    def _document(self, parts: Iterator[tuple[str, Content] | Left]) -> None:
        for part in parts:
            self._add(part)
        self._did()

    def _add(self, part: tuple[str, Content] | Left) -> None:
        if isinstance(part, Left):
            self.written.left_out.append({"name": part.name, "reason": part.reason})
        else:
            self.pack.add(*part)

    def _lines(self, table: Table) -> Iterator[bytes]:
        query = select(*columns_of(table)).where(for_its_eyes(table, self.id)).order_by(*table.primary_key)
        self.written.rows[table.name] = 0
        found = db.session.connection().execute(query, execution_options={"yield_per": BATCH})
        for rows in slices(found.mappings(), BATCH):
            self.written.rows[table.name] += len(rows)
            yield b"".join(_line(row) for row in rows)

    def _reports(self) -> None:
        """The documents with which duties were done, as they were stored."""
        acts = select(DutyAct.position, DutyAct.file_name, DutyAct.content, Invoice.number)
        acts = acts.join(Invoice, Invoice.id == DutyAct.invoice_id).filter(Invoice.tenant_id == self.id)
        for position, file, content, number in db.session.execute(acts.where(DutyAct.content.is_not(None))):
            ending = PurePosixPath(file or "").suffix
            plain_ending = ending if ending[1:].isalnum() else ""
            self.pack.add(f"duties/{number}-{position}{plain_ending}", content)

    def _prompts(self) -> None:
        query = (
            select(StoredPrompt.sha256).filter_by(tenant_id=self.id).distinct().order_by(StoredPrompt.sha256)
        )
        for sha256 in db.session.scalars(query).all():
            name = f"prompts/{sha256}.wav"
            try:
                self.pack.add(name, sounds.get(self.id, sha256))
            except SeatyardError as error:
                self._add(Left(name, str(error)))
            self._did()

    def _recordings(self) -> None:
        """What is deleted while this goes on is named as left out."""
        stored = select(Recording.id).filter_by(tenant_id=self.id, state=STORED)
        for one in db.session.scalars(stored.order_by(Recording.started_at, Recording.id)).all():
            recording = db.session.get_one(Recording, (self.id, one))
            name = f"recordings/{recording.started_at:%Y-%m-%d}/{one}.wav"
            try:
                audio = intake.opened(recording)
            except SeatyardError as error:
                self._add(Left(name, str(error)))
            else:
                self.pack.add(name, _pieces(audio))
                self.written.heard.append(one)
            self._did()

    def _did(self) -> None:
        self.done += 1
        self.progress(self.done, self.of)


def _pieces(audio: Unsealed) -> Iterator[bytes]:
    while piece := audio.read(PIECE):
        yield piece


def _count(tenant_id: int, with_recordings: bool) -> int:
    def counted(model: Any, **more: Any) -> int:
        query = select(func.count()).select_from(model).filter_by(tenant_id=tenant_id, **more)
        return db.session.scalar(query) or 0

    sound = select(func.count(StoredPrompt.sha256.distinct())).filter_by(tenant_id=tenant_id)
    known = len(handed_over()) + counted(Contract) + counted(Invoice) + counted(CreditNote)
    known += db.session.scalar(sound) or 0
    return known + (counted(Recording, state=STORED) if with_recordings else 0)


def _line(row: Any) -> bytes:
    said = {str(name): plain(value) for name, value in row.items()}
    return (json.dumps(said, ensure_ascii=False) + "\n").encode()


def _terms(contract: Contract) -> bytes:
    head = {"template": contract.template, "starts": contract.starts, "ends": contract.ends}
    versions = [
        {"starts": one.starts, "signed": one.signed, "overrides": one.overrides, "terms": one.terms}
        for one in versions_of(contract)
    ]
    said = plain({**head, "versions": versions})
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False).encode()


def _manifest(pack: Pack, written: Written) -> bytes:
    return _json(
        {
            "tenant": written.tenant,
            "at": written.at,
            "recordings": written.with_recordings,
            "files": [
                {"name": one.name, "size": one.size, "sha256": one.sha256, **_rows(one.name, written)}
                for one in pack.entries
            ],
            "left_out": {
                "tables": NOT_HANDED_OVER,
                "secret_columns": {name: sorted(SECRETS[name]) for name in handed_over() if name in SECRETS},
                "files": written.left_out,
                "recordings": "in it" if written.with_recordings else "not asked for",
            },
        }
    )


def _rows(name: str, written: Written) -> dict[str, int]:
    table = name.removeprefix("tables/").removesuffix(".jsonl")
    return {"rows": written.rows[table]} if name == f"tables/{table}.jsonl" else {}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
