"""A tenant's programs set working hours, and its flows follow."""

from __future__ import annotations

import copy

from esl.flows import publishing
from seatyard.db import db
from tests.support.house import Home

from .conftest import Ask, token_of

OFFICE = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN"}
WHERE = "/tenants/acme/working-hours/office"
FLOW = {
    "start": "open",
    "nodes": {
        "open": {"hours": {"named": "office", "inside": "bye", "outside": "busy"}},
        "bye": {"hangup": True},
        "busy": {"hangup": "busy"},
    },
}


def test_they_are_set_looked_at_and_followed(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    made = ask("put", WHERE, token, json=OFFICE)
    assert made.status_code == 200, made.text
    publishing.publish("acme", "night", copy.deepcopy(FLOW))
    (one,) = ask("get", "/tenants/acme/working-hours", token).json["items"]
    assert (one["name"], one["flows"]) == ("office", ["night"])
    year = ask("get", f"{WHERE}/years/2026", token).json
    kinds = {day["day"]: day["kind"] for day in year["days"]}
    assert (year["announced"], kinds["2026-02-17"], kinds["2026-02-28"]) == (True, "holiday", "made_up")
    assert not ask("get", f"{WHERE}/years/2090", token).json["announced"]
    refused = ask("delete", WHERE, token)
    assert (refused.status_code, "night" in refused.text) == (409, True)


def test_what_would_follow_is_told_and_kept_nowhere(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    ask("put", WHERE, token, json=OFFICE)
    publishing.publish("acme", "night", copy.deepcopy(FLOW))
    generation = homes[0].tenant.generation
    told = ask("post", f"{WHERE}/preview", token, json=OFFICE | {"when": "Mon-Thu 09:00-18:00"}).json
    assert (told["changes"], told["flows"]) == (True, ["night"])
    assert {(day["before"], day["after"]) for day in told["days"]} == {("09:00-18:00", "")}
    db.session.refresh(homes[0].tenant)
    assert homes[0].tenant.generation == generation
    assert ask("get", WHERE, token).json["said"] == OFFICE


def test_what_a_flow_expects_of_its_trial_calls_holds(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    ask("put", WHERE, token, json=OFFICE)
    publishing.publish("acme", "night", FLOW | {"trials": [{"at": "2026-03-02 10:00", "end": "bye"}]})
    refused = ask("put", WHERE, token, json={"when": "Mon 11:00-12:00"})
    assert (refused.status_code, "night" in refused.text) == (400, True)


def test_what_cannot_be_read_is_refused(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    for wrong in ({"when": "always"}, OFFICE | {"days": {"2026-02-30": "closed"}}, {}):
        assert ask("put", WHERE, token, json=wrong).status_code in (400, 422)
    assert ask("get", WHERE, token).status_code == 404


def test_who_may_only_look_sets_nothing(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home")
    assert ask("put", WHERE, token, json=OFFICE).status_code == 403
    assert ask("delete", WHERE, token).status_code == 403


def test_they_are_the_tenants_own(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    ask("put", WHERE, token, json=OFFICE)
    assert ask("get", "/tenants/globex/working-hours", token).status_code in (403, 404)
