"""A tenant's programs read how recordings are kept, and ask for another time."""

from __future__ import annotations

from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person

WHERE = "/tenants/acme/recording-retention"


def test_it_is_read_previewed_and_asked_for(homes: tuple[Home, Home], ask: Ask) -> None:
    token = token_of("acme", "recordings", "requests.ask")
    told = ask("get", WHERE, token).json
    assert (told["forecast"]["complete"], told["held"], told["room"]) == (True, [], None)
    effect = ask("get", f"{WHERE}/preview?keep=3 months", token).json
    assert effect["keep"] == "3 months"
    assert ask("get", f"{WHERE}/preview?keep=ever", token).status_code == 400
    made = ask("post", WHERE, token, json={"keep": "3 months"})
    assert (made.status_code, made.json["kind"], made.json["due"]) == (201, "contract_change", effect["on"])
    assert (
        ask("post", WHERE, token_of("acme", "recordings", label="b"), json={"keep": "1 day"}).status_code
        == 403
    )
    assert ask("get", WHERE, token_of_person("operator", "recordings")).status_code == 200
