"""``seatyard bill close``: a month's invoices, or their drafts."""

from __future__ import annotations

from dataclasses import asdict

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.parallel import processors

from ..drafts import making
from ..findings.word import Word
from . import service


@click.command("close")
@click.argument("period", metavar="YYYY-MM")
@click.option("--tenant", metavar="NAME", help="This tenant only.")
@click.option("--draft", is_flag=True, help="Compute drafts for finance to look at; invoice nothing.")
@click.option("--first", is_flag=True, help="The months before were billed elsewhere.")
@click.option(
    "--despite-findings", is_flag=True, help="Close although findings stand open; kept with the bill."
)
@click.option("--by", metavar="LOGIN", help="Whose word that is: one of the operator's people.")
@click.option("--reason", metavar="TEXT", help="And why.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; by default one for each processor.")
@as_json
@with_app
def close_month(
    period: str,
    tenant: str | None,
    draft: bool,
    first: bool,
    despite_findings: bool,
    by: str | None,
    reason: str | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Invoice every contract active in a month that is over. Run again, it changes nothing.

    A tenant's month that open findings touch, of kinds that money hangs on, is refused; one whose draft
    finance holds is left. With --draft nothing is invoiced: drafts are computed, or computed again.
    """
    word = _word(despite_findings, by, reason)
    jobs = jobs or processors()
    if draft:
        if word is not None:
            raise InvalidInput("a draft needs nobody's word", where="--despite-findings")
        _draft(period, tenant, first, jobs, as_json)
        return
    outcomes = watched(
        f"closing {period}",
        lambda progress: service.close(period, tenant, first=first, word=word, jobs=jobs, progress=progress),
    )
    answer(
        {"period": period, "closed": [asdict(outcome) for outcome in outcomes]},
        as_json,
        lambda: [_said(outcome) for outcome in outcomes] or [f"no contract was active in {period}"],
    )
    failed = (outcome for outcome in outcomes if outcome.problem and outcome.status != service.HELD)
    _fail([f"{outcome.tenant}: {outcome.problem}" for outcome in failed])


def _draft(period: str, tenant: str | None, first: bool, jobs: int, as_json: bool) -> None:
    drafted = watched(
        f"drafting {period}",
        lambda progress: making.draft(period, tenant, first=first, jobs=jobs, progress=progress),
    )
    answer(
        {"period": period, "drafts": [asdict(one) for one in drafted]},
        as_json,
        lambda: [_drafted(one) for one in drafted] or [f"no contract was active in {period}"],
    )
    _fail([f"{one.tenant}: {one.problem}" for one in drafted if one.status == making.REFUSED])


def _word(despite: bool, by: str | None, reason: str | None) -> Word | None:
    if not despite and by is None and reason is None:
        return None
    if not despite or by is None or reason is None:
        raise InvalidInput("the three stand together", where="--despite-findings, --by, --reason")
    return Word.given(by, reason)


def _fail(problems: list[str]) -> None:
    if problems:
        raise SeatyardError("; ".join(problems))


def _said(outcome: service.Outcome) -> str:
    what = f"{outcome.number or '-'}  {outcome.tenant}  {outcome.currency} {outcome.total}  {outcome.status}"
    if outcome.status == service.DIFFERS:
        return f"{what}: the facts of today come to {outcome.computed} (a finding says so)"
    return f"{what}: {outcome.problem}" if outcome.status == service.HELD else what


def _drafted(one: making.Drafted) -> str:
    what = f"{one.number or 'draft'}  {one.tenant}  {one.currency} {one.total}  {one.status}"
    if one.before is not None:
        what += f"  {one.total - one.before:+} to the month before"
    return f"{what}: {one.problem}" if one.problem else what
