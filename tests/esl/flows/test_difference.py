"""What is different between two documents of a flow, place by place."""

from __future__ import annotations

from esl.flows.difference import Difference, differences

from .documents import MAIN, main


def test_a_document_is_like_itself() -> None:
    assert differences(MAIN, main()) == []


def test_a_new_node_a_gone_one_and_what_changed_inside_one() -> None:
    menu = MAIN["nodes"]["hello"]["menu"]
    new = main(
        extra={"hangup": True},
        hello={"menu": menu | {"prompt": {"say": "您好"}, "digits": {"1": "sales", "2": "extra"}}},
    )
    del new["nodes"]["bye"]
    assert differences(MAIN, new) == [
        Difference("removed", ("nodes", "bye"), {"hangup": True}, None),
        Difference("added", ("nodes", "extra"), None, {"hangup": True}),
        Difference("removed", ("nodes", "hello", "menu", "digits", "0"), "desk", None),
        Difference("added", ("nodes", "hello", "menu", "digits", "2"), None, "extra"),
        Difference("changed", ("nodes", "hello", "menu", "prompt"), menu["prompt"], {"say": "您好"}),
    ]


def test_another_kind_of_node_is_one_difference() -> None:
    found = differences(MAIN, main(sales={"seat": "1001"}))
    assert found == [Difference("changed", ("nodes", "sales"), {"queue": "sales"}, {"seat": "1001"})]


def test_the_start_and_the_stored_cases() -> None:
    old, new = MAIN | {"trials": [{"end": "sales"}]}, MAIN | {"start": "hello", "trials": [{"end": "desk"}]}
    assert differences(old, new) == [
        Difference("changed", ("start",), "open", "hello"),
        Difference("removed", ("trials", "0"), {"end": "sales"}),
        Difference("added", ("trials", "0"), None, {"end": "desk"}),
    ]


def test_a_flow_that_was_never_published_is_all_new() -> None:
    assert {one.change for one in differences({}, MAIN)} == {"changed", "added"}
