"""Killed -9 at each step of a push and of a message, at each call of Stripe's: one of everything."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import stripe
from sqlalchemy import delete

from billing.gateway.models import GatewayObject
from billing.gateway.stripe.client import connected
from seatyard.db import db
from tests.billing.killed import each_step, killed_at

from .stage import Stage

NEVER = 1_000_000


def test_killed_at_any_step_of_a_push_there_is_one_invoice(stage: Stage) -> None:
    assert each_step(lambda: pushed(stage), lambda: whole(stage)) > 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_killed_before_or_after_any_call_there_is_one_invoice(stage: Stage) -> None:
    """Four calls, each killed before it is sent and once it was answered."""
    call = 1
    while killed_at(NEVER, partial(at_call, call, partial(pushed, stage))):
        whole(stage)
        call += 1
    whole(stage)
    assert call - 1 == 8


def test_killed_at_any_step_of_a_message_a_payment_is_booked_once(stage: Stage) -> None:
    stage.push()
    told: list[dict[str, Any]] = []

    def look() -> None:
        """Stripe sends it again, as it has had no answer; then the next payer pays a yuan."""
        assert stage.send(told[-1]) == 200
        stage.push()
        assert len(stage.payments()) == len(told)
        assert stage.balance() == 4000 - len(told)
        pay()

    def pay() -> None:
        books = stage.loopback.books
        for one in books.all("invoice_payment"):
            del books.objects[one["id"]]
        stage.receive(100)
        told.append(next(one for one in books.events[::-1] if one["type"] == "invoice_payment.paid"))

    pay()
    assert each_step(lambda: taken(stage, told[-1]), look) > 8


def pushed(stage: Stage) -> None:
    connected.cache_clear()  # no connection is shared with the process that goes on
    stage.push()


def taken(stage: Stage, event: dict[str, Any]) -> None:
    connected.cache_clear()
    assert stage.send(event) == 200


def whole(stage: Stage) -> None:
    """Pushed once more all is there, once; then forgotten, here and there, for the next time."""
    stage.push()
    there = stage.invoice
    assert (there["number"], there["status"], there["total"]) == (stage.number, "open", 400_000)
    assert len(stage.loopback.of("customer")) == 1
    assert (stage.row().state, stage.row().external_id) == ("open", there["id"])
    books = stage.loopback.books
    books.objects.clear()
    books.numbers.clear()
    stage.loopback.kept.clear()
    db.session.execute(delete(GatewayObject))
    db.session.commit()


def at_call(count: int, work: Callable[[], None]) -> None:
    """In the process to be killed: it goes with the ``count``-th half of a call that makes something."""
    left, real = count, stripe.RequestsClient.request

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def request(self: Any, method: str, *args: Any, **more: Any) -> Any:
        if method.lower() != "post":
            return real(self, method, *args, **more)
        step()
        answer = real(self, method, *args, **more)
        step()
        return answer

    stripe.RequestsClient.request = request  # type: ignore[method-assign]
    work()
