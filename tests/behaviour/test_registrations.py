"""Phones sign in with their own password at their own tenant, and with nothing else."""

from __future__ import annotations

from .node import Node
from .tenants import BOSS, SELLER, Tenant


def test_the_right_password(node: Node, alpha: Tenant) -> None:
    phone = node.phone(alpha, SELLER)
    node.until("the registration", lambda: phone.registration == 200)
    told = node.since(0, "sofia::register", **{"from-user": SELLER, "from-host": alpha.domain})
    assert told
    assert {told[-1].get(name) for name in ("username", "sip_auth_username")} == {SELLER}
    contact = node.api(f"sofia_contact {SELLER}@{alpha.domain}")
    assert contact.startswith(f"sofia/internal/sip:{SELLER}@127.0.0.1:")


def test_a_wrong_password(node: Node, alpha: Tenant) -> None:
    mark = len(node.events)
    phone = node.phone(alpha, BOSS, password="guessed")
    node.until("the refusal", lambda: phone.registration == 403)
    assert node.until("it is told", lambda: node.since(mark, "sofia::register_failure", **{"to-user": BOSS}))


def test_the_same_seats_password_at_the_other_tenant(node: Node, alpha: Tenant, beta: Tenant) -> None:
    phone = node.phone(alpha, BOSS, password=beta.password(BOSS))
    node.until("the refusal", lambda: phone.registration == 403)


def test_who_is_not_registered_has_no_contact(node: Node, beta: Tenant) -> None:
    assert node.api(f"sofia_contact 2999@{beta.domain}").strip() == "error/user_not_registered"
