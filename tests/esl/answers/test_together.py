"""Variables that follow each other are set by one application, and nothing else about a call changes."""

from __future__ import annotations

import asyncio

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from esl.answers.together import exported, shortened
from esl.flows.xml import Element, action, always, dialled, extension, inline
from esl.lab.apps.basic import export, set_several, set_variable
from tenants.models import Tenant

from .questions import ask, captured
from .walking import PUBLIC, one_by_one

VALUES = st.text("ab $\\'\"^|;=,{}1中 ", max_size=8)
PLAIN = st.builds(lambda name, value: action("set", f"{name}={value}"), st.sampled_from("xyz"), VALUES)
OTHER = st.sampled_from(["answer", "limit", "transfer"]).map(lambda name: action(name, "as it is"))


def actions(of: Element) -> list[tuple[str, str]]:
    return [(str(each.get("application")), each.get("data", "")) for each in of.iter("action")]


@given(st.lists(st.one_of(PLAIN, OTHER, st.builds(inline, st.just("x"), VALUES)), max_size=12))
def test_order_and_values_stay(made: list[Element]) -> None:
    one = extension("any", always(*made))
    before = actions(one)
    shortened([one])
    assert list(one_by_one(actions(one))) == before
    assert not any({"$", "\\", "'", '"'} & set(data) for name, data in actions(one) if name == "multiset")


def test_only_neighbours_of_one_condition_are_joined() -> None:
    one = extension(
        "any",
        dialled("1", action("set", "a=1"), action("set", "b=2;3"), action("answer"), action("set", "c=4")),
        always(action("set", "d=5"), inline("e", "6"), action("set", "f=7")),
    )
    shortened([one])
    assert actions(one) == [
        ("multiset", "^^|a=1|b=2;3"),
        ("answer", ""),
        ("set", "c=4"),
        ("set", "d=5"),
        ("set", "e=6"),
        ("set", "f=7"),
    ]


def test_what_a_caller_may_have_written_is_set_alone() -> None:
    """A number shown as ``1|accountcode=tenant-2`` must not become a variable."""
    one = extension("any", always(action("set", "a=1"), action("set", "b=${caller_id_number}")))
    shortened([one])
    assert [name for name, _ in actions(one)] == ["set", "set"]


def test_a_call_to_a_number_runs_few_applications(client: FlaskClient, acme: Tenant) -> None:
    """Each costs the switch two events with all variables; this one ran eighteen before they were joined."""
    question = captured(PUBLIC) | {"Hunt-Destination-Number": acme.numbers[0].e164}
    did = ask(client, question).find(f".//extension[@name='did-{acme.numbers[0].e164}']")
    names = [name for name, _ in actions(did)]
    assert names == ["multiset", "limit", "limit", "set", "set", "transfer"]


class Leg:
    """Enough of a leg for the lab's applications."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.variables.get(name)

    def set(self, name: str, value: str | None) -> None:
        self.variables.pop(name, None)
        if value:
            self.variables[name] = value

    async def expanded(self, text: str) -> str:
        return text


def test_exported_is_what_export_does() -> None:
    there, here = Leg(), Leg()
    for data in ("a=1", "b=2"):
        asyncio.run(export(there, data))  # type: ignore[arg-type]
    one = extension("any", always(*exported(a="1", b="2")))
    shortened([one])
    for name, data in actions(one):
        asyncio.run((set_several if name == "multiset" else set_variable)(here, data))  # type: ignore[arg-type]
    assert here.variables == there.variables == {"a": "1", "b": "2", "export_vars": "a,b"}
