"""The floors' tables of commands: they say what the commands say, and load them when they are used."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from seatyard.cli import main
from seatyard.cli.later import Later
from seatyard.features import FEATURES

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("seatyard", *FEATURES)
FOLDERS = {floor: ROOT / ("platform/seatyard" if floor == "seatyard" else floor) for floor in FLOORS}
TABLES = {floor: "seatyard.cli.ground" if floor == "seatyard" else f"{floor}.cli" for floor in FLOORS}
COMMANDS = [(floor, one) for floor in FLOORS for one in import_module(TABLES[floor]).COMMANDS]
BESIDE = {"esl.nodes.moves_cli"}
"""Whose commands the module beside it hangs in its own group."""
LONG = 1000


@pytest.mark.parametrize(("floor", "one"), COMMANDS, ids=lambda each: getattr(each, "at", each))
def test_a_table_leads_to_a_command_and_says_what_it_says(floor: str, one: Later) -> None:
    real = one.load()
    assert (real.name, real.get_short_help_str(LONG)) == (one.name, one.help)
    assert one.at is None or FLOORS.index(one.at.partition(".")[0]) <= FLOORS.index(floor)


def test_no_command_is_left_out_of_the_tables() -> None:
    modules = {
        ".".join([floor, *path.relative_to(folder).with_suffix("").parts])
        for floor, folder in FOLDERS.items()
        for path in folder.rglob("*cli.py")
    }
    named = {one.at.partition(":")[0] for _, one in COMMANDS if one.at}
    assert modules - named - set(TABLES.values()) == BESIDE


def test_a_command_of_one_floor_hangs_in_a_group_of_another() -> None:
    with main.make_context("seatyard", ["tenant", "deletion", "--help"], resilient_parsing=True) as context:
        _, tenant, _ = main.resolve_command(context, ["tenant"])
        assert isinstance(tenant, Later)
        group = tenant.load()
    assert isinstance(group, click.Group)
    assert {"onboard", "token", "archive", "deletion"} <= set(group.commands)


@pytest.mark.parametrize(
    ("arguments", "completing", "says"),
    [
        (["--help"], "", "  verify      Prove that the database is whole"),
        (["bill", "--help"], "", "  write-off    Expect an open bill no more."),
        ([], "seatyard s", "plain,simulate"),
        ([], "seatyard bill led", "plain,ledger"),
    ],
)
def test_what_lists_commands_loads_none(arguments: list[str], completing: str, says: str) -> None:
    """Nor the libraries that they stand on: a list is there at once."""
    code = (
        "import sys; from seatyard.cli import main\n"
        "try: main(prog_name='seatyard')\n"
        "finally: assert not {'flask', 'sqlalchemy', 'yaml'} & set(sys.modules), 'loaded'\n"
    )
    shell = {"_SEATYARD_COMPLETE": "bash_complete", "COMP_WORDS": completing}
    words = {**shell, "COMP_CWORD": str(len(completing.split()) - 1)} if completing else {}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | words,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert says in done.stdout


def test_completion_goes_into_a_command_that_is_loaded_for_it() -> None:
    completed = BashComplete(main, {}, "seatyard", "_SEATYARD_COMPLETE")
    options = {one.value for one in completed.get_completions(["bill", "ledger"], "--")}
    assert {"--until", "--json"} <= options
    assert [one.value for one in completed.get_completions(["seat"], "di")] == ["dial"]


@pytest.mark.parametrize("words", [["nothing"], ["bill", "nothing"], ["seat", "nothing"]])
def test_an_unknown_command_is_told_by_the_group_that_lacks_it(words: list[str]) -> None:
    told = CliRunner().invoke(main, words, prog_name="seatyard")
    usage, *_, error = told.output.splitlines()
    assert (told.exit_code, error) == (2, "Error: No such command 'nothing'.")
    assert usage == f"Usage: {' '.join(['seatyard', *words[:-1]])} [OPTIONS] COMMAND [ARGS]..."
