"""Findings of prompts that callers hear as a tone, one a prompt; the house's, one a language."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from seatyard import findings

KIND = "prompt_without_recording"
"""Its key is ``<tenant>/<file>``, or ``@house/<language>``."""


def settle(owner: str, missing: Mapping[str, str], by: str, tenant_id: int | None = None) -> None:
    """Say once what is ``missing`` (by file: what callers hear) and clear the owner's others; no commit."""
    known = {finding.key for finding in findings.still_open(KIND) if finding.key.startswith(f"{owner}/")}
    keys = {f"{owner}/{file}": told for file, told in missing.items()}
    findings.resolve(KIND, known - keys.keys(), by)
    for key in keys.keys() - known:
        findings.report(KIND, key, keys[key], tenant_id=tenant_id)


def clear(owner: str, files: Collection[str], by: str) -> None:
    """They are there now; the caller commits."""
    findings.resolve(KIND, [f"{owner}/{file}" for file in files], by)
