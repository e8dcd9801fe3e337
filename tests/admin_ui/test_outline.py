"""A flow as an outline."""

from __future__ import annotations

from typing import Any

from admin_ui.outline import Entry, outline

DOCUMENT: dict[str, Any] = {
    "start": "open",
    "nodes": {
        "open": {
            "hours": {"when": "Mon-Fri 09:00-18:00", "holidays": "CN", "inside": "hello", "outside": "closed"}
        },
        "hello": {
            "menu": {"prompt": {"say": "您好"}, "digits": {"1": "sales", "0": "desk"}, "otherwise": "desk"}
        },
        "sales": {"queue": "sales"},
        "desk": {"ring": 25, "seat": "1001", "no_answer": "hello"},
        "closed": {"play": "closed.wav", "then": "end"},
        "end": {"hangup": True},
    },
}


def lines(entry: Entry, depth: int = 0) -> list[str]:
    own = (
        f"{'  ' * depth}{entry.edge}>{entry.name} {entry.kind} {entry.text}{' again' if entry.again else ''}"
    )
    return [own.rstrip(), *(line for inner in entry.entries for line in lines(inner, depth + 1))]


def test_each_node_stands_under_what_leads_to_it_and_is_drawn_once() -> None:
    assert lines(outline(DOCUMENT)) == [
        ">open hours Mon-Fri 09:00-18:00 · CN",
        "  inside>hello menu 您好",
        "    1>sales queue sales",
        "    0>desk seat 1001",
        "      no_answer>hello menu 您好 again",
        "    otherwise>desk seat 1001 again",
        "  outside>closed play closed.wav",
        "    then>end hangup",
    ]
