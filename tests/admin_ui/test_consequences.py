"""What ends or takes away something says before what will follow, or is undone by one click after it."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from admin_ui.told import BACK
from seatyard.db import db
from tests.factories import UserFactory
from tests.support.house import furnished

from .conftest import Visitor
from .test_every_page import pages
from .test_roles import visitor

ENDS = {
    "end_session": (),
    "end_other_sessions": (),
    "withdraw_plan": (),
    "withdraw_request": (),
    "refuse_request": (),
    "remove_flow": (),
    "remove_prompt": (),
    "remove_message": (),
    "renew_passwords": (),
    "switch_seat": ("off",),
    "switch_seats": ("off",),
    "take_back_money": (),
    "move_money": (),
    "change_person": ("lock", "end-sessions", "password", "detach"),
    "change_tenant_person": ("lock", "end-sessions", "password", "detach"),
    "change_second_factor": ("remove", "codes"),
    "change_number": ("quarantine", "release", "give-back", "remove"),
    "change_carrier": ("unroute", "disable"),
    "change_subscription": ("remove",),
    "change_hold": ("release",),
    "change_deletion": ("ask", "confirm"),
    "change_line": ("unmatch", "park"),
    "say_dunning": ("suspend", "terminate"),
    "step_dunning": ("undo",),
    "keep_onboarding": ("discard",),
    "review_draft": ("hold", "approve"),
}
"""Views that do so, with those of their words that do; none where it does nothing else."""


@pytest.mark.parametrize("role", ["operator", "finance", "tenant"])
def test_what_ends_something_says_what_follows_or_is_undone(app: Flask, visit: Visitor, role: str) -> None:
    acme, _ = furnished(calls=14)
    browser = visitor(visit, role, acme)
    addresses = pages(app, acme)
    db.session.commit()
    asked, silent = set(), set()
    match = app.url_map.bind("localhost").match
    for address in addresses:
        answer = browser.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for button in html.fromstring(answer.text).xpath("//form[@method='post']//button"):
            (form,) = button.xpath("ancestor::form[1]")
            target = button.get("formaction") or form.get("action") or address
            endpoint, values = match(target.partition("?")[0], method="POST")
            view = endpoint.removeprefix("ui.")
            words = [word for word in values.values() if word in ENDS.get(view, ())]
            if view not in ENDS or (ENDS[view] and not words):
                continue
            asked.add(view)
            undone = any(word in BACK.get(view, ()) for word in words)
            says = form.get("popover") is not None  # the question itself, with what follows
            if not (undone or says or button.get("data-confirm") or form.get("data-confirm")):
                silent.add(f"{view} {words} on {address}")
    assert asked
    assert not silent, "\n".join(sorted(silent))


def test_a_toast_takes_back_what_was_done(app: Flask, visit: Visitor) -> None:
    furnished(calls=14)
    person = UserFactory(login="somebody", role="support")
    db.session.commit()
    browser = visit("operator")
    lock = f"/people/{person.id}/lock"
    assert browser.post(lock).status_code == 302
    page = html.fromstring(browser.get("/people").text)
    (undo,) = page.xpath("//div[@role='status']//form/@action")
    assert undo == f"/people/{person.id}/unlock"
    assert browser.post(undo).status_code == 302
    after = html.fromstring(browser.get("/people").text)
    assert after.xpath("//div[@role='status']//form") == []
    db.session.refresh(person)
    assert person.locked_at is None
