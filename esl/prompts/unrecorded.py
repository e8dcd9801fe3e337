"""Findings of prompts that callers hear as a tone, one a prompt; the house's, one a language."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db
from seatyard.findings import Finding

KIND = "prompt_without_recording"
"""Its key is ``<tenant>/<file>``, or ``@house/<language>``."""


def keys(owner: str) -> set[str]:
    """The owner's files, or languages, that nobody has cleared."""
    mine = Finding.key.startswith(f"{owner}/", autoescape=True)
    query = select(Finding.key).where(Finding.kind == KIND, Finding.cleared_at.is_(None), mine)
    return {key.partition("/")[2] for key in db.session.scalars(query)}


def settle(owner: str, missing: Mapping[str, str], by: str, tenant_id: int | None = None) -> None:
    """Say once what is ``missing`` (by file: what callers hear) and clear the owner's others; no commit."""
    known = keys(owner)
    clear(owner, known - missing.keys(), by)
    for file in missing.keys() - known:
        findings.report(KIND, f"{owner}/{file}", missing[file], tenant_id=tenant_id)


def clear(owner: str, files: Collection[str], by: str) -> None:
    """They are there now; the caller commits."""
    findings.resolve(KIND, [f"{owner}/{file}" for file in files], by)
