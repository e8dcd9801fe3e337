"""Whose rows may be read and written just now: one tenant's, everyone's, or nobody's, as nothing was said.

It is said for an application context, as long as a session lasts: ``only`` a tenant for what its
people and programs ask, ``everyone`` for the operator's people and the house's own work. ``walls`` holds
every statement to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_app_context

_SAID, _BEFORE = "seatyard_scope", "seatyard_scope_before"


class Unscoped(RuntimeError):
    """A fault of the program: a tenant's table was asked, and nobody had said whose rows are meant."""


class Foreign(RuntimeError):
    """A fault of the program: another tenant's row was to be written."""


@dataclass(frozen=True, slots=True)
class Scope:
    setting: str
    """What PostgreSQL's policies compare: a tenant's id, ``everyone``, or nothing."""
    tenant_id: int | None = None


NOBODY, EVERYONE = Scope(""), Scope("everyone")


class _Process:
    outside_requests = NOBODY


def current() -> Scope:
    if has_app_context():
        said: Scope | None = g.get(_SAID)
        if said is not None:
            return said
    return _Process.outside_requests


def house() -> None:
    """This process does the house's own work: outside requests it is for everyone. Commands and workers."""
    _Process.outside_requests = EVERYONE


def say(scope: Scope) -> None:
    """For the rest of this application context, or of the request in it."""
    setattr(g, _SAID, scope)


def of(tenant_id: int | None) -> Scope:
    """A person's: their tenant's, or everyone's for the operator's people."""
    return EVERYONE if tenant_id is None else Scope(str(tenant_id), tenant_id)


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    before = g.get(_SAID)
    say(scope)
    try:
        yield
    finally:
        _back(before)


@contextmanager
def everyone() -> Iterator[None]:
    """Also a mark, ``@everyone()``, of what is done before anybody is known, or for the whole house."""
    with within(EVERYONE):
        yield


@contextmanager
def only(tenant_id: int) -> Iterator[None]:
    with within(of(tenant_id)):
        yield


def owner(row: Any, tenant_id: int | None) -> int | None:
    """Whose a mapped row is; ``tenant_id`` for none, or one that says nothing of it itself."""
    if row is None or not hasattr(row, "__table__"):
        return tenant_id
    if row.__table__.name == "tenants":
        its: int | None = row.id
        return its
    return row.tenant_id if "tenant_id" in row.__table__.c else tenant_id


def init_app(app: Flask) -> None:
    """A request begins with nothing said; nodes, and services that sign, are the house's own."""
    app.url_value_preprocessor(_begin)
    app.teardown_request(_end)


def _begin(endpoint: str | None, _values: object) -> None:
    setattr(g, _BEFORE, g.get(_SAID))
    view = current_app.view_functions.get(endpoint or "")
    ours = getattr(view, "allowed_roles", ()) in (("node",), ("signed",))
    say(EVERYONE if ours else NOBODY)


def _end(_error: BaseException | None) -> None:
    if _BEFORE in g:
        _back(g.pop(_BEFORE))


def _back(before: Scope | None) -> None:
    if before is None:
        g.pop(_SAID, None)
    else:
        say(before)
