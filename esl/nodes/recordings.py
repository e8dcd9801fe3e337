"""The prompts in a node's folder: recordings where there are some, tones where there are none yet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from seatyard import findings
from seatyard.db import db
from tenants.models import Tenant

from ..answers import dialplan
from ..flows.document import prompts_of
from ..flows.notices import UNRECORDED
from ..flows.prompts import Prompt
from . import sounds
from .files import write


def prompts(tenant: Tenant) -> dict[str, Prompt]:
    """Every prompt that the tenant's flows play, by file name."""
    found = {p.file: p for flow in tenant.flows for _, p in prompts_of(flow.document)}
    notice = dialplan.scope_of(tenant).notice
    return found | ({notice.file: notice} if notice else {})


def lay_out(where: Path, tenant: Tenant) -> list[dict[str, str]]:
    """Lay a tone where a recording is missing; the prompts that have none."""
    placeholder = sounds.tones(sounds.PROMPT)
    wanted = prompts(tenant)
    for name in wanted:
        if not (where / name).exists():
            write(where / name, placeholder)
    texts = {prompt.file: prompt.text for prompt in wanted.values()}
    write(where / "prompts.json", json.dumps(texts, ensure_ascii=False, indent=2).encode())
    return [
        {"tenant": tenant.name, "file": name, "text": prompt.text}
        for name, prompt in sorted(wanted.items())
        if (where / name).read_bytes() == placeholder
    ]


def report(tenants: Iterable[Tenant], unrecorded: list[dict[str, str]]) -> None:
    """Findings of the prompts that callers hear as a tone; those recorded since are cleared."""
    by_name = {tenant.name: tenant for tenant in tenants}
    missing = {f"{one['tenant']}/{one['file']}": one for one in unrecorded}
    ours = tuple(f"{name}/" for name in by_name)
    recorded = [
        f.key for f in findings.still_open(UNRECORDED) if f.key.startswith(ours) and f.key not in missing
    ]
    findings.resolve(UNRECORDED, recorded, "seatyard node conf")
    for key, one in missing.items():
        told = one["text"] or one["file"]
        findings.report(UNRECORDED, key, f"callers hear a tone: {told}", tenant_id=by_name[one["tenant"]].id)
    db.session.commit()
