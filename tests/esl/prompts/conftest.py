from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, current_app

from esl.models import Node
from esl.prompts import speech
from seatyard.app import settings_of
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import FlowFactory, NodeFactory, PlacementFactory, TenantFactory

from .voice import Engine

PROGRAM = "sh"
"""The test's voice goes by the name of a program that is everywhere."""
HELLO = "您好"


def flow(*played: Any) -> dict[str, Any]:
    """A flow that plays these one after the other."""
    names = [f"n{i}" for i in range(len(played))]
    nodes: dict[str, Any] = {}
    for i, one in enumerate(played):
        nodes[names[i]] = {"play": one, "then": names[i + 1]} if i + 1 < len(played) else {"play": one}
    return {"start": "n0", "nodes": nodes}


def speak_with(name: str) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    app.extensions["settings"] = replace(settings_of(app), speech=name)


@pytest.fixture
def voice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> type[Engine]:
    """Whoever asks for an engine gets the test's."""
    monkeypatch.setitem(speech.ENGINES, PROGRAM, "tests.esl.prompts.voice")
    monkeypatch.setattr(Engine, "spoken", [])
    speak_with(PROGRAM)
    return Engine


@pytest.fixture
def fs1(app: Flask) -> Node:
    node: Node = NodeFactory(name="fs1")
    db.session.commit()
    return node


@pytest.fixture
def acme(fs1: Node) -> Tenant:
    """Plays a file and a text."""
    tenant: Tenant = TenantFactory(name="acme")
    PlacementFactory(tenant=tenant, node=fs1)
    FlowFactory(tenant=tenant, document=flow("closed.wav", {"say": HELLO}))
    db.session.commit()
    return tenant
