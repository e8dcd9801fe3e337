"""Only the fields that matter are decoded, and those as the standard library would."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from esl.answers.form import LONGEST, WANTED, fields

BODIES = sorted((Path(__file__).resolve().parents[2] / "captures" / "xml_curl").glob("*.body"))


@pytest.mark.parametrize("path", BODIES, ids=[path.stem for path in BODIES])
def test_a_captured_request_reads_as_the_standard_library_reads_it(path: Path) -> None:
    body = path.read_bytes()
    whole = parse_qs(body.decode(), keep_blank_values=True)
    assert fields(body) == {name: whole[name][0] for name in whole if name.encode() in WANTED}


def test_there_are_captured_requests() -> None:
    assert BODIES


def test_the_first_of_two_counts() -> None:
    assert fields(b"user=1001&user=1002") == {"user": "1001"}


def test_a_question_over_the_limit_is_refused(client, app) -> None:
    from seatyard.identity.nodes import token_for

    answer = client.post("/switch/fs1/xml", data=b"x" * (LONGEST + 1), auth=("fs1", token_for("fs1", "test")))
    assert (answer.status_code, answer.json["error"]["kind"]) == (413, "TooLarge")
