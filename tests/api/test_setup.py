"""What a tenant's programs change of its seats and queues."""

from __future__ import annotations

from tests.support.house import Home

from .conftest import Ask, token_of


def test_a_queue_is_changed_and_put_off_by_the_lead_time(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    answer = ask("put", "/tenants/acme/queues/sales", token, json={"wrap_up": 20})
    assert answer.status_code == 200, answer.text
    assert all(one["subject"] == "queue sales" for one in answer.json["later"])


def test_a_queues_change_is_told_before(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    where = "/tenants/acme/queues/sales"
    told = ask("post", f"{where}/proposal", token, json={"wait_limit": 90})
    assert told.status_code == 200, told.text
    assert told.json["what"] == "changed"
    assert told.json["settings"] == [{"key": "wait_limit", "before": 120, "after": 90}]
    assert told.json["commands"] == ["callcenter_config queue reload sales"]
    refused = ask("post", f"{where}/proposal", token, json={"removed": True})
    assert refused.status_code == 400
    assert "the flow main leads to the queue sales" in refused.text
    (sales,) = ask("get", "/tenants/acme/queues", token).json["items"]
    assert sales["wait_limit"] == 120


def test_seats_follow_from_a_skill(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    body = {
        "seats": [{"number": "1001", "skills": {"English": 4}}, {"number": "1002", "skills": {"English": 9}}]
    }
    made = ask("post", "/tenants/acme/seat-changes", token, json=body)
    assert made.status_code == 200, made.text
    assert [(row["what"], row["fault"]) for row in made.json["rows"]] == [
        ("changed", ""),
        ("refused", "bad_skill"),
    ]
    wish = {"skill": {"name": "English", "least": 2}}
    told = ask("post", "/tenants/acme/queues/english/proposal", token, json=wish)
    assert told.status_code == 200, told.text
    assert [(one["number"], one["after"]) for one in told.json["moves"]] == [("1001", [2, 1])]
    refused = ask("put", "/tenants/acme/queues/english", token, json=wish | {"seats": [{"number": "1001"}]})
    assert refused.status_code == 400
    assert "its seats follow from theirs" in refused.text
    assert ask("put", "/tenants/acme/queues/english", token, json=wish).status_code == 200
    (skill,) = ask("get", "/tenants/acme/skills", token).json["items"]
    assert skill["seats"] == [{"number": "1001", "level": 4}]
    (seat, *_) = ask("get", "/tenants/acme/seats", token).json["items"]
    assert seat["skills"] == {"English": 4}


def test_seats_are_priced_then_made(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "setup.change")
    body = {"seats": [{"number": "2001", "type": "standard"}, {"number": "x", "type": "standard"}]}
    asked = ask("post", "/tenants/acme/seat-changes/proposal", token, json=body)
    assert asked.status_code == 200, asked.text
    assert [(row["number"], row["what"]) for row in asked.json["rows"]] == [("2001", "new"), ("x", "refused")]
    made = ask("post", "/tenants/acme/seat-changes", token, json=body)
    assert list(made.json["passwords"]) == ["2001"]
    assert made.json["rows"] == asked.json["rows"]


def test_who_may_only_look_changes_nothing(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home")
    assert ask("delete", "/tenants/acme/queues/sales", token).status_code == 403
    assert ask("post", "/tenants/acme/seat-passwords", token, json={"numbers": ["1001"]}).status_code == 403
    assert ask("put", "/tenants/acme/seats/1001/switched", token, json={"off": True}).status_code == 403
    many = {"numbers": ["1001"], "off": True}
    assert ask("post", "/tenants/acme/seats-switched", token, json=many).status_code == 403


def test_a_seat_is_switched_off_and_on(homes: tuple[Home, Home], ask: Ask) -> None:
    token, where = token_of("acme", "home", "setup.change"), "/tenants/acme/seats/1001/switched"
    before = ask("get", where, token).json
    assert (before["off_since"], before["alone"]) == (None, [])
    off = ask("put", where, token, json={"off": True})
    assert off.status_code == 200, off.text
    assert off.json["generation"] == before["generation"] + 1
    one = ask("get", "/tenants/acme/seats/1001", token).json
    assert (one["active"], one["off_since"]) == (False, off.json["off_since"])
    assert ask("put", where, token, json={"off": False}).json["off_since"] is None
    assert ask("put", "/tenants/acme/seats/1999/switched", token, json={"off": True}).status_code == 404


def test_many_seats_are_switched_off_and_on(homes: tuple[Home, Home], ask: Ask) -> None:
    token, where = token_of("acme", "home", "setup.change"), "/tenants/acme/seats-switched"
    off = ask("post", where, token, json={"numbers": ["1001", "1002"], "off": True})
    assert off.status_code == 200, off.text
    assert (off.json["changed"], off.json["leads"]) == (["1001", "1002"], ["main/desk"])
    on = ask("post", where, token, json={"numbers": ["1002"], "off": False})
    assert (on.json["changed"], on.json["generation"]) == (["1002"], off.json["generation"] + 1)
    assert ask("post", where, token, json={"numbers": ["1001", "1999"], "off": True}).status_code == 404
    assert ask("post", where, token, json={"numbers": [], "off": True}).status_code == 400


def test_nothing_cannot_be_spoken(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "home", "flows")
    for text in ("", " \n", "长" * 5000):
        answer = ask("get", "/tenants/acme/spoken", token, query_string={"text": text})
        assert answer.status_code in (400, 422), answer.text
