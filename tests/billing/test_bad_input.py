"""Files that nobody should write: one line with the place, exit status 2, no traceback, and quickly."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seatyard import documents, extent
from seatyard.cli import main
from seatyard.errors import InvalidInput

CONTRACT = "contract: {{template: seat-lease, starts: 2026-03-01, ends: 2027-02-28{more}}}\nbill: [2026-03]\n"
AMOUNT = "(allowed: a number from 0, with up to 12 decimals)"


def simulate(tmp_path: Path, text: str | bytes) -> Result:
    path = tmp_path / "case.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(main, ["simulate", str(path)], prog_name="seatyard")


def refused(result: Result) -> str:
    """The one line that a refusal is, without the program's name."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    (line,) = result.output.splitlines()
    assert len(line) < 1000
    return line.removeprefix("seatyard: ")


def test_what_these_tests_break_is_whole(tmp_path: Path) -> None:
    assert simulate(tmp_path, CONTRACT.format(more="")).exit_code == 0


PRICE = ", overrides: {{seat_rent: {{price: {{standard: {}}}}}}}"
AT_PRICE = "contract.overrides.seat_rent.price.standard"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (".nan", "'.nan'"),
        (".inf", "'.inf'"),
        ("-.inf", "'-.inf'"),
        ("-1", "-1"),
        ("-0.01", "'-0.01'"),
        ("0.12345678901234567890", "'0.12345678901234567890'"),
        ("12345678901234567890.5", "'12345678901234567890.5'"),
        ("99999999999999", "99999999999999"),
        ("1.0e+400", "'1.0e+400'"),
        ("9" * 5000, f"'{'9' * 79}…"),
        ("true", "True"),
        ("0x10", "'0x10'"),
        ("1:30", "'1:30'"),
        ("1_000", "'1_000'"),
        ("'1e5'", "'1e5'"),
        ("~", None),
    ],
)
def test_a_price_that_is_none(tmp_path: Path, value: str, said: str | None) -> None:
    result = simulate(tmp_path, CONTRACT.format(more=PRICE.format(value)))
    if said is None:
        assert result.exit_code == 0, "null takes the price away"
        return
    assert refused(result) == f"{AT_PRICE}: {said} is not allowed {AMOUNT}"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            ", signed: 2026-02-30",
            "contract.signed: '2026-02-30' is not allowed (allowed: a date such as 2026-",
        ),
        (
            ", signed: 2026-13-01",
            "contract.signed: '2026-13-01' is not allowed (allowed: a date such as 2026-",
        ),
        (
            ", signed: 0001-01-01",
            "contract.signed: '0001-01-01' is not allowed (allowed: a date such as 2026-",
        ),
        (
            ", signed: 2026-W10-1",
            "contract.signed: '2026-W10-1' is not allowed (allowed: a date such as 2026-",
        ),
        (
            ", signed: 9999-12-31",
            "contract.signed: '9999-12-31' is not allowed (allowed: a date such as 2026-",
        ),
        (
            ", changes: [{starts: 2026-05-01, overrides: {}}, {starts: 2026-04-01, overrides: {}}]",
            "contract.changes[1].starts: 2026-04-01 is not after the change before it (allowed: after",
        ),
        (
            ", overrides: {payment: {due_day: 0}}",
            "contract.overrides.payment.due_day: 0 is not allowed (allowed: a whole number from 1 to 31)",
        ),
        (
            ", overrides: {seat_rent: {price: {}, basis: ~}}",
            "contract.overrides.seat_rent: basis is missing",
        ),
        (
            ", overrides: {seat_rent: {price: {Standard: 1}}}",
            "contract.overrides.seat_rent.price: 'Standard' is not allowed (allowed: a name in",
        ),
        (
            ", timezone: ../../etc/passwd",
            "contract.timezone: '../../etc/passwd' is not known (allo",
        ),
    ],
)
def test_dates_and_terms(tmp_path: Path, more: str, line: str) -> None:
    assert refused(simulate(tmp_path, CONTRACT.format(more=more))).startswith(line)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "contract:\n  terms:\n    tax: {rate: 0.06}\n    tax: {rate: 0.05}\n",
            "case.yaml:4:5: not YAML: key 'tax' twice",
        ),
        ("on: 1\n", "case.yaml:1:1: not YAML: key True is not text; put it in quotes"),
        ("1: 2\n1: 3\n", "case.yaml:2:1: not YAML: key 1 twice"),
        ("contract: {1: 2, starts: 3}\nbill: [2026-03]\n", "contract: unknown key 1 (allowed: template, "),
        ("? [a, b]\n: 1\n", "case.yaml:1:3: not YAML: key ['a', 'b'] is not text; put it in quotes"),
        ("a: *b\n", "not YAML: alias *b stands for nothing, or for what it is part of"),
        ("a: &a [*a]\n", "not YAML: alias *a stands for nothing, or for what it is part of"),
        ("a: !!python/object/apply:os.system ['true']\n", "not YAML: could not determine a constructor"),
        ("a: \x00\n", "not YAML:"),
        (b"\xff\xfea", "is not UTF-8 text"),
        ("", "is not a mapping of sections"),
        ("a: " + "[" * 100_000, "not YAML: more than 50 levels, one inside the other"),
        (
            "\n".join("  " * level + "a:" for level in range(2000)),
            "not YAML: more than 50 levels, one inside",
        ),
    ],
)
def test_what_is_no_document(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert problem in refused(simulate(tmp_path, text))


def test_a_few_lines_that_mean_billions(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    began = time.monotonic()
    assert "not YAML: more than 5000000 values, with its aliases" in refused(
        simulate(tmp_path, "\n".join(lines))
    )
    assert time.monotonic() - began < 1


def test_an_alias_is_welcome(tmp_path: Path) -> None:
    """Also merged into a mapping with ``<<``, where what is written there wins."""
    path = tmp_path / "document.yaml"
    path.write_text("seat: &seat {type: inbound, name: a}\nseats:\n  - *seat\n  - {<<: *seat, name: b}\n")
    assert documents.read(path)["seats"] == [
        {"type": "inbound", "name": "a"},
        {"type": "inbound", "name": "b"},
    ]


def test_a_file_of_50_mb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    began = time.monotonic()
    result = CliRunner().invoke(main, ["simulate", str(path)], prog_name="seatyard")
    assert refused(result) == f"{path}: is too big (allowed: up to 16 MB)"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            f"seats: [{', '.join(['{at: 2026-03-01, add: 60000, type: standard}'] * 2)}]",
            "facts.seats: 120000 are added in all (allowed: up to 100000)",
        ),
        (
            f"payments: [{', '.join(['{at: 2026-03-01, amount: 1}'] * 2001)}]",
            "facts.payments: 2001 entries are too many (allowed: up to 2000)",
        ),
        ("hours: [{}]", "facts.hours[0]: at is missing (allowed: a "),
    ],
)
def test_more_than_a_case_is_for(tmp_path: Path, facts: str, line: str) -> None:
    text = CONTRACT.format(more="") + f"facts: {{{facts}}}\n"
    assert refused(simulate(tmp_path, text)).startswith(line)


def test_a_month_generations_away(tmp_path: Path) -> None:
    text = "contract: {template: seat-lease, starts: 2026-03-01}\nbill: [8000-03]\n"
    said = "bill[0]: 8000-03 is too long after the contract's start (allowed: up to 2056-12)"
    assert refused(simulate(tmp_path, text)) == said


def test_a_leading_zero_means_nothing(tmp_path: Path) -> None:
    """YAML 1.1 would read 0123 as 83."""
    path = tmp_path / "case.yaml"
    path.write_text("a: 0123\nb: 123\nc: -7\n")
    assert documents.read(path) == {"a": "0123", "b": 123, "c": -7}


def test_what_never_ends_is_refused_too() -> None:
    with pytest.raises(InvalidInput, match="is too big"):
        documents.read(Path("/dev/zero"))


def test_a_number_that_a_float_would_change_stays_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text("short: 0.1\nlong: 0.12345678901234567890\nwhole: 12\nthousands: 1_000.5\n")
    assert documents.read(path) == {
        "short": 0.1,
        "long": "0.12345678901234567890",
        "whole": 12,
        "thousands": 1000.5,
    }


def test_levels_and_values_up_to_the_limit_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    deep = extent.MOST_LEVELS - 2
    path.write_text(f"a: {'[' * deep}{']' * deep}")
    assert documents.read(path)


def test_simulate_loads_neither_the_web_nor_the_database(tmp_path: Path) -> None:
    """It is typed interactively: what it does not use, nobody waits for."""
    case = tmp_path / "case.yaml"
    case.write_text(CONTRACT.format(more=""))
    code = (
        "import sys; from seatyard.cli import main\n"
        f"try: main(['simulate', {str(case)!r}])\n"
        "except SystemExit: pass\n"
        "heavy = {'flask', 'sqlalchemy', 'gevent', 'alembic', 'weasyprint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
