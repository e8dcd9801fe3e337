"""``seatyard bill archive``."""

from __future__ import annotations

from pathlib import Path

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched
from seatyard.errors import InvalidInput

from .checking import check as checked
from .service import Manifest, write


@click.command("archive")
@click.argument("period", metavar="YYYY-MM", required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write.")
@click.option("--check", type=click.Path(dir_okay=False, path_type=Path), help="One to look at instead.")
@as_json
@with_app
def archive(period: str | None, out: Path | None, check: Path | None, as_json: bool) -> None:
    """Write a month into one ZIP file: documents, evidence, journal, a manifest of hashes; or check one.

    A check holds the file against its manifest, each invoice with its evidence against its fingerprint, and
    all of it against the database; exit status 1 where something does not hold.
    """
    if check is not None:
        if period is not None or out is not None:
            raise InvalidInput("--check stands alone", allowed="without a month and --out")
        _check(check, as_json)
        return
    if period is None or out is None:
        raise InvalidInput("a month and --out are asked for", allowed="bill archive 2026-03 --out FILE.zip")
    manifest = watched(f"archiving {period}", lambda progress: write(period, out, progress))
    said = {"period": period, "out": str(out), "files": len(manifest.files), "totals": manifest.totals}
    answer({**said, "left_out": manifest.left_out}, as_json, lambda: _lines(manifest, out))


def _lines(manifest: Manifest, out: Path) -> list[str]:
    sums = [
        f"{currency} {name} {amount}"
        for currency, named in manifest.totals.items()
        for name, amount in named.items()
        if name.endswith(".total")
    ]
    left = [f"left out: {one['name']}: {one['reason']}" for one in manifest.left_out]
    count = f"{len(manifest.invoices)} invoices, {len(manifest.credit_notes)} credit notes"
    return [f"{out}: {count}, {len(manifest.files)} files", *sums, *left]


def _check(path: Path, as_json: bool) -> None:
    wrong = checked(path)
    answer({"file": str(path), "wrong": wrong}, as_json, lambda: wrong or [f"{path}: all of it holds"])
    if wrong:
        raise click.exceptions.Exit(1)
