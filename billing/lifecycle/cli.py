"""``seatyard tenant archive``: all of a tenant's data in one file."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path

import click

from esl.recordings.cli import tenant_named
from seatyard import audit
from seatyard.actor import acting
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.progress import watched
from seatyard.db import snapshot, transaction

from . import export


@click.command()
@click.argument("name")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write."
)
@click.option("--recordings", is_flag=True, help="With the audio of its recordings, opened.")
@click.option("--by", default=getuser, help="Who has it; by default who runs the command.")
@as_json
@with_app
def archive(name: str, out: Path, recordings: bool, by: str, as_json: bool) -> None:
    """Write all data of NAME into one ZIP file: tables, documents, prompts, a manifest of hashes."""
    with snapshot():
        tenant_id = tenant_named(name).id
    with acting(by):
        with transaction():
            audit.looked("export", tenant_id, asked={"recordings": recordings})
        written = watched(
            f"exporting {name}",
            lambda progress: export.write(
                tenant_id, out, with_recordings=recordings, by=by, progress=progress
            ),
        )
    said = {"tenant": name, "out": str(out), "at": written.at, "rows": written.rows}
    total = sum(written.rows.values())
    left = [f"left out: {one['name']}: {one['reason']}" for one in written.left_out]
    lines = [f"{out}: {total} rows of {len(written.rows)} tables, {len(written.heard)} recordings", *left]
    answer({**said, "left_out": written.left_out}, as_json, lambda: lines)
