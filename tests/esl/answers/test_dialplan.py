"""What happens to a dialled number, as the captured questions of a real switch are answered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import etree

from esl.models import Node
from seatyard.db import db
from tenants.models import Tenant

from .conftest import tenant_on
from .questions import ask, captured, not_found
from .walking import walk

INTERNAL = "call-1000-to-1002.02.dialplan-default-1002"


def actions(extension: etree._Element) -> list[tuple[str, str]]:
    return [(a.get("application"), a.get("data", "")) for a in extension.iter("action")]


@pytest.mark.parametrize("written", ["+86{}", "86{}", "0086{}", "0{}", "{}"])
def test_a_did_in_every_form_goes_to_its_flow(client: FlaskClient, acme: Tenant, written: str) -> None:
    number = acme.numbers[0]
    e164, flow_id, domain = number.e164, number.flow.id, number.tenant.domain
    done = walk(client, "public", written.format(e164.removeprefix("+86")))
    exported = dict(data.split("=", 1) for name, data in done if name == "set")["export_vars"].split(",")
    for variable in (f"seatyard_tenant={acme.id}", f"seatyard_did={e164}"):
        assert ("set", variable) in done
        assert variable.partition("=")[0] in exported
    assert ("set", "timezone=Asia/Shanghai") in done
    assert done[-1] == ("transfer", f"flow-{flow_id}-q XML {domain}")


@pytest.mark.parametrize("number", ["+861099999999", "7000", "", "+86'; DROP", "0"])
def test_an_unassigned_number_is_404(client: FlaskClient, acme: Tenant, number: str) -> None:
    assert walk(client, "public", number) == [("hangup", "UNALLOCATED_NUMBER")]


def test_a_number_without_a_flow_is_404(client: FlaskClient, acme: Tenant) -> None:
    number = acme.numbers[0]
    number.flow = None
    acme.generation += 1
    db.session.commit()
    assert walk(client, "public", number.e164) == [("hangup", "UNALLOCATED_NUMBER")]


def test_colleagues_call_each_other(client: FlaskClient, acme: Tenant) -> None:
    answer = ask(client, captured(INTERNAL, Hunt_Context="acme.test"))
    assert answer.xpath("section/context/@name") == ["acme.test"]
    assert ("bridge", "user/1002@acme.test") in actions(answer)
    assert ("export", f"seatyard_tenant={acme.id}") in actions(answer)


def test_a_context_of_nobody_is_left_to_the_static_files(client: FlaskClient, acme: Tenant) -> None:
    assert not_found(ask(client, captured(INTERNAL)))


@pytest.mark.parametrize("context", ["", "public"])
def test_a_question_that_names_nothing_is_answered(client: FlaskClient, acme: Tenant, context: str) -> None:
    nothing = dict.fromkeys(("Caller-Context", "Hunt-Destination-Number", "Caller-Destination-Number"), "")
    answer = ask(client, {**captured(INTERNAL), **nothing, "Hunt-Context": context})
    assert not_found(answer) if not context else ("hangup", "UNALLOCATED_NUMBER") in actions(answer)


def test_a_queue_and_what_follows_it(client: FlaskClient, acme: Tenant) -> None:
    queue = acme.queues[0]
    name, flow_id = f"queue-{queue.id}", acme.flows[0].id
    done = walk(client, "acme.test", f"flow-{flow_id}-q")
    assert done[0] == ("answer", "")
    assert ("export", f"seatyard_queue={queue.id}") in done
    assert done[-2:] == [
        ("callcenter", f"{name}@acme.test"),
        ("transfer", f"{name}-${{cc_cause}}-${{cc_cancel_reason}} XML acme.test"),
    ]
    assert walk(client, "acme.test", f"{name}-answered-") == [("hangup", "NORMAL_CLEARING")]
    assert ("voicemail", f"default acme.test {name}") in walk(client, "acme.test", f"{name}-cancel-TIMEOUT")


def test_no_extension_of_another_tenant(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    other = tenant_on(fs1, "other.test")
    theirs = f"flow-{other.flows[0].id}-q"
    assert walk(client, "acme.test", theirs) == [("hangup", "NO_ROUTE_DESTINATION")]
    assert walk(client, "other.test", theirs) != []
    assert "other.test" not in str(walk(client, "acme.test", "1000"))
