"""Each scene is one conversation, whose legs have their parts, in whatever order its records come."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import Conversation, Leg
from seatyard.db import db

from . import world
from .scenes import SCENES, Charged


def folded() -> tuple[list[str | None], Charged]:
    """The first crossings of all conversations, and the answered carriers' legs that another did not win."""
    db.session.rollback()
    first = db.session.scalars(select(Conversation.paid_uuid)).all()
    crossed = select(Leg).where(Leg.side == "carrier", Leg.answered_at.is_not(None), Leg.cause != "LOSE_RACE")
    return list(first), {leg.uuid: (leg.kind, leg.billusec / 1e6) for leg in db.session.scalars(crossed)}


@pytest.mark.parametrize("name", SCENES)
def test_who_pays(app: Flask, acme: int, name: str) -> None:
    scene = SCENES[name]
    world.post(app, scene.records)
    fold.fold_all()
    first, legs = folded()
    assert first == [scene.first or None]
    assert legs == scene.legs
    (call,) = db.session.scalars(select(Conversation))
    assert (call.paid_kind, call.billusec / 1e6) == (legs[scene.first] if scene.first else (None, 0))


@pytest.mark.parametrize("name", SCENES)
def test_in_any_order_and_batches_and_however_often(app: Flask, acme: int, name: str) -> None:
    for seed in range(3):
        with_doubles = _mixed([*SCENES[name].records, *SCENES[name].records], seed)
        world.fold_in_pieces(app, with_doubles, seed)
        assert folded() == ([SCENES[name].first or None], SCENES[name].legs), f"seed {seed}"
        world.forget()


def _mixed(records: Sequence[bytes], seed: int) -> list[bytes]:
    return random.Random(seed).sample(records, len(records))
