"""The doctor's question reaches Seatyard by way of the switch, which answers with its own name."""

from __future__ import annotations

from esl.answers import reached

from .node import Node


def test_the_switch_reaches_seatyard(node: Node) -> None:
    assert node.api(reached.QUESTION).strip() == "fs1"
    assert node.api(reached.QUESTION.replace("doctor@", "nobody@")).strip() == ""
