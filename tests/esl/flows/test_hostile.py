"""What a tenant writes is data: wherever it stands in a flow, it is refused, or nothing to the switch."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from esl.answers.documents import document as answer
from esl.flows.checks import problems
from esl.flows.compiler import flow_extensions
from esl.flows.kinds import KINDS
from esl.flows.xml import element

from .documents import MAIN, NAMES, SCOPE
from .test_trials import EVERYTHING

HOSTILE = [
    "${system(touch /tmp/owned)}",
    "$${domain}",
    "$2",
    "x' y",
    '"/><action application="system" data="id"/>',
    "</extension></context>",
    "a\nb",
    "a\r\n\r\napi fsctl shutdown",
    "%0A%0Abgapi hupall",
    "a,b=c;d|e",
    "{origination_uuid=1}[x=y]<z>",
    "closed.wav!tone_stream://x",
    "../../etc/passwd",
    "\u2028\x00",
    "^^:x",
    "bye XML other.seats.example",
]
FLOW: dict[str, Any] = copy.deepcopy(EVERYTHING)
FLOW["nodes"]["bye"] = {"hangup": "busy"}
FLOW["nodes"]["meeting"] = {"conference": "8000"}
FLOW["nodes"]["said"] = {"speech": ["您好", {"digits": "account"}], "then": "bye"}
FLOW["trials"] = [{"at": "2026-03-02 10:00", "keys": "22", "answers": {"desk": "no_answer"}, "end": "sales"}]

OURS = re.compile(
    r"\$\{(seatyard_(prompts|lookups|digits|score|caller|did|notice|recordings|in_account(:\d+:1)?)"
    r"|curl_response_data|cc_cause|cc_cancel_reason|storage_dir|uuid)\}"
)
"""All that the dialplan of a flow may ask the switch to expand."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a text stands: values, and keys as ``("key", name)``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, ("key", key))
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))
    else:
        yield path


def with_text(path: tuple[Any, ...], text: str) -> dict[str, Any]:
    changed = copy.deepcopy(FLOW)
    *before, last = path
    at: Any = changed
    for step in before:
        at = at[step]
    if isinstance(last, tuple):
        at[text] = at.pop(last[1])
    else:
        at[last] = text
    return changed


def test_the_flow_has_every_kind_and_is_sound() -> None:
    kinds = {key for node in FLOW["nodes"].values() for key in node if key in KINDS}
    assert set(KINDS) - kinds <= {"external"}
    assert problems(FLOW, NAMES) == []
    assert len(list(places(FLOW))) > 80


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_means_nothing_to_the_switch(text: str) -> None:
    taken = 0
    for path in places(FLOW):
        document = with_text(path, text)
        if problems(document, NAMES):
            continue
        taken += 1
        made = flow_extensions(3, document, SCOPE)
        parsed = etree.fromstring(answer("dialplan", element("context", {"name": "acme.test"}, *made)))
        assert len(list(parsed.iter("extension"))) == len(made), path
        for attribute in (str(value) for one in parsed.iter() for value in one.attrib.values()):
            left = OURS.sub("", attribute)
            assert text not in left, (path, attribute)
            assert "${" not in left, (path, attribute)
            assert not re.search(r"[\r\n\x00<>]", left), (path, attribute)
    assert taken, "a text to be said, at least, may be anything"


def test_a_text_to_be_said_is_never_in_the_dialplan() -> None:
    for text in HOSTILE:
        document = copy.deepcopy(MAIN)
        document["nodes"]["closed"] = {"play": {"say": text}, "then": "mailbox"}
        assert problems(document, NAMES) == []
        (closed,) = [e for e in flow_extensions(3, document, SCOPE) if e.get("name") == "flow-3-closed"]
        data = [action.get("data") for action in closed.iter("action")]
        assert re.fullmatch(
            r"file_string://\$\{seatyard_prompts\}/7/[0-9a-f]{16}\.wav!silence_stream://100", data[1]
        )
