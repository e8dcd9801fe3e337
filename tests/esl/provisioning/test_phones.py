"""Registered phones, from recorded events and lists."""

from __future__ import annotations

import pytest

from esl.provisioning.phones import Phones
from esl.session import Event, Reply
from tests.support.event_socket import body_of, recorded

ACME = ("1000", "acme.test")


def story(name: str, phone: tuple[str, str]) -> list[bool]:
    """Whether the phone is registered, each time that this changes."""
    phones, changes = Phones(), []
    for event in recorded(name):
        phones.feed(event)
        changes += [there for who, there in phones.take_changes().items() if who == phone]
    return changes


def test_registered_from_two_places_it_goes_with_the_last() -> None:
    """The recording: register, refresh, a second contact, the first unregisters, then the second."""
    assert story("register", ACME) == [True, False]


def test_same_number_of_another_tenant_is_another_phone() -> None:
    assert story("register", ("1000", "beta.test")) == [True, False]


def test_expiry() -> None:
    assert story("register-expire", ACME) == [True, False]


def registration(name: str, call_id: str, port: str) -> Event:
    return Event(
        {
            "Event-Name": "CUSTOM",
            "Event-Subclass": name,
            "from-user": "1000",
            "realm": "acme.test",
            "call-id": call_id,
            "network-ip": "127.0.0.1",
            "network-port": port,
        }
    )


def test_restarted_phone_is_not_signed_out_by_its_old_registration() -> None:
    phones = Phones()
    phones.feed(registration("sofia::register", "old", "5060"))
    phones.feed(registration("sofia::register", "new", "5060"))
    phones.feed(registration("sofia::expire", "old", "5061"))
    assert phones.registered == {ACME}


def test_list_of_the_switch_is_the_truth() -> None:
    phones = Phones()
    phones.feed(registration("sofia::register", "gone", "1"))
    phones.take_changes()
    phones.resync(Reply(body_of("api/show-registrations-json.rx")).rows())
    assert phones.registered == {("1002", "acme.test"), ("1003", "acme.test")}
    assert phones.take_changes() == {
        ACME: False,
        ("1002", "acme.test"): True,
        ("1003", "acme.test"): True,
    }
    assert phones.take_changes() == {}


@pytest.mark.parametrize("name", ["HEARTBEAT", "sofia::register_attempt", "sofia::register_failure"])
def test_other_events_say_nothing(name: str) -> None:
    phones = Phones()
    phones.feed(registration(name, "x", "1"))
    assert phones.registered == frozenset()
