"""A link is good once, however many use it at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from seatyard.db import db
from seatyard.errors import Forbidden, NotFound
from seatyard.identity import links, people, service
from tests.factories import UserFactory


def test_of_many_at_once_one_is_let_through(app: Flask) -> None:
    token = links.make(UserFactory(login="ann"), links.INVITE, "ops")
    db.session.commit()

    def use(number: int) -> bool:
        with app.app_context():
            try:
                links.use(token, links.INVITE, f"battery staple {number}")
            except NotFound:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(use, range(4)))
    assert sum(done) == 1
    assert service.log_in("ann", f"battery staple {done.index(True)}").login == "ann"


def test_a_newer_link_takes_the_place_of_the_older(app: Flask) -> None:
    user = UserFactory(login="ann")
    old, new = (links.make(user, links.RESET, "ops") for _ in range(2))
    with pytest.raises(NotFound):
        links.person(old, links.RESET)
    assert links.person(new, links.RESET) is user
    service.lock(user)
    with pytest.raises(NotFound):
        links.person(new, links.RESET)


def test_a_reader_invites_nobody(app: Flask) -> None:
    with pytest.raises(Forbidden, match="may not give the role reader"):
        people.invite(UserFactory(role="reader"), "li@example.com", "reader", None)
    with pytest.raises(Forbidden):
        people.invite(UserFactory(role="support"), "li@example.com", "operator", None)
