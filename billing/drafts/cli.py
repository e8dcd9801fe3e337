"""``seatyard bill draft``: finance looks at a month before it is invoiced."""

from __future__ import annotations

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.errors import InvalidInput

from . import review, service, told

MONTH = click.argument("period", metavar="YYYY-MM")
TENANT = click.option("--tenant", metavar="NAME", required=True)
CONTRACT = click.option("--contract", type=int, help="Which, where the tenant has several.")
BY = click.option("--by", metavar="LOGIN", required=True, help="Who decides: one of the operator's people.")


@click.group("draft")
def draft() -> None:
    """A month's drafts: what changed against the month before; held, released, approved."""


@draft.command("list")
@MONTH
@as_json
@with_app
def list_drafts(period: str, as_json: bool) -> None:
    """Say where each of a month's drafts stands."""
    rows = service.all_of(period)
    answer(
        {"period": period, "drafts": [told.short(row) for row in rows]},
        as_json,
        lambda: [told.line(row) for row in rows] or [f"no draft of {period}"],
    )


@draft.command("show")
@MONTH
@TENANT
@CONTRACT
@as_json
@with_app
def show_draft(period: str, tenant: str, contract: int | None, as_json: bool) -> None:
    """Print a draft: its lines, what is otherwise than in the month before, and why."""
    row = service.one_of(period, tenant, contract)
    answer(told.whole(row), as_json, lambda: list(told.shown(row)))


@draft.command("hold")
@MONTH
@TENANT
@CONTRACT
@BY
@click.option("--reason", metavar="TEXT", required=True)
@as_json
@with_app
def hold_draft(period: str, tenant: str, contract: int | None, by: str, reason: str, as_json: bool) -> None:
    """Keep a draft from being finalised."""
    review.hold(service.one_of(period, tenant, contract).draft.id, by, reason)
    _done(period, tenant, contract, as_json)


@draft.command("release")
@MONTH
@TENANT
@CONTRACT
@BY
@click.option("--reason", metavar="TEXT", default="")
@as_json
@with_app
def release_draft(
    period: str, tenant: str, contract: int | None, by: str, reason: str, as_json: bool
) -> None:
    """Take a hold or an approval back."""
    review.release(service.one_of(period, tenant, contract).draft.id, by, reason)
    _done(period, tenant, contract, as_json)


@draft.command("approve")
@MONTH
@click.option("--tenant", metavar="NAME")
@click.option("--all", "everything", is_flag=True, help="Every draft that nobody has said anything of.")
@CONTRACT
@BY
@as_json
@with_app
def approve_drafts(
    period: str, tenant: str | None, everything: bool, contract: int | None, by: str, as_json: bool
) -> None:
    """Say that a draft is right as it stands now."""
    if everything == (tenant is not None):
        raise InvalidInput("one of the two is needed", where="--tenant, --all")
    if tenant is not None:
        draft = service.one_of(period, tenant, contract).draft
        review.approve(draft.id, by, draft.fingerprint)
        _done(period, tenant, contract, as_json)
        return
    rows = [row.draft for row in service.all_of(period) if row.state == service.OPEN]
    seen = [(draft.id, draft.fingerprint) for draft in rows if draft.fingerprint]
    for draft_id, fingerprint in seen:
        review.approve(draft_id, by, fingerprint)
    answer({"period": period, "approved": len(seen)}, as_json, lambda: [f"{len(seen)} approved"])


def _done(period: str, tenant: str, contract: int | None, as_json: bool) -> None:
    row = service.one_of(period, tenant, contract)
    answer(told.short(row), as_json, lambda: [told.line(row)])
