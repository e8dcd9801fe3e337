"""What happens to a dialled number, as the captured questions of a real switch are answered."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from lxml import etree

from esl.models import Node, Trunk
from seatyard.db import db
from tenants.models import Tenant

from .conftest import tenant_on
from .questions import ask, captured, not_found

PUBLIC = "call-queue.01.dialplan-public-7000"
INTERNAL = "call-1000-to-1002.02.dialplan-default-1002"


def actions(extension: etree._Element) -> list[tuple[str, str]]:
    return [(a.get("application"), a.get("data", "")) for a in extension.iter("action")]


def walk(client: FlaskClient, context: str, number: str, **variables: str) -> list[tuple[str, str]]:
    """The actions of the first extension that matches, as mod_dialplan_xml finds it; none without one."""
    question = captured(PUBLIC, Hunt_Context=context) | {"Hunt-Destination-Number": number}
    answer = ask(client, question)
    assert answer.xpath("section/context/@name") == [context]
    values = {"destination_number": number, "rdnis": variables.pop("rdnis", "")}
    values |= {f"${{{k}}}": v for k, v in variables.items()}
    for extension in answer.iter("extension"):
        groups: tuple[str, ...] = ()
        for condition in extension.iterfind("condition"):
            match = re.search(condition.get("expression"), values.get(condition.get("field"), ""))
            if match is None:
                break
            groups = match.groups() or groups
        else:
            put = {f"${n}": text for n, text in enumerate(groups, start=1)}
            return [(app, put_in(data, put)) for app, data in actions(extension)]
    return []


def put_in(data: str, put: dict[str, str]) -> str:
    for name, text in put.items():
        data = data.replace(name, text)
    return data


@pytest.mark.parametrize("prefix", ["+", "", "00"])
def test_a_did_in_every_form_goes_to_its_flow(client: FlaskClient, acme: Tenant, prefix: str) -> None:
    number = acme.numbers[0]
    e164, flow_id, domain = number.e164, number.flow.id, number.tenant.domain
    done = walk(client, "public", prefix + e164.lstrip("+"))
    assert ("export", f"seatyard_tenant={acme.id}") in done
    assert ("export", f"seatyard_did={e164}") in done
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


def test_a_queue_and_what_follows_it(client: FlaskClient, acme: Tenant) -> None:
    queue = acme.queues[0]
    name, flow_id = f"queue-{queue.id}", acme.flows[0].id
    done = walk(client, "acme.test", f"flow-{flow_id}-q")
    assert done[0] == ("answer", "")
    assert ("export", f"seatyard_queue={queue.id}") in done
    assert done[-2:] == [
        ("callcenter", f"{name}@acme.test"),
        ("transfer", f"{name}-${{cc_cause}} XML acme.test"),
    ]
    assert walk(client, "acme.test", f"{name}-answered") == [("hangup", "NORMAL_CLEARING")]
    assert ("voicemail", f"default acme.test {name}") in walk(client, "acme.test", f"{name}-cancel")


def test_no_extension_of_another_tenant(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    other = tenant_on(fs1, "other.test")
    theirs = f"flow-{other.flows[0].id}-q"
    assert walk(client, "acme.test", theirs) == []
    assert walk(client, "other.test", theirs) != []
    assert "other.test" not in str(walk(client, "acme.test", "1000"))


class TestOutbound:
    @pytest.fixture(autouse=True)
    def _policy(self, acme: Tenant) -> None:
        db.session.add(Trunk(name="carrier1", host="192.0.2.10"))
        acme.policies = {
            "outbound": {
                "caller_numbers": ["+861088880001"],
                "allow": ["+86"],
                "deny": ["+86900", "+861380013"],
            }
        }
        db.session.commit()

    @pytest.mark.parametrize(
        ("dialled", "e164"),
        [
            ("+8613900138000", "+8613900138000"),
            ("008613900138000", "+8613900138000"),
            ("13900138000", "+8613900138000"),
            ("02166668888", "+862166668888"),
            ("075512345678", "+8675512345678"),
        ],
    )
    def test_an_allowed_number_goes_to_the_carrier_in_e164(
        self, client: FlaskClient, dialled: str, e164: str
    ) -> None:
        done = walk(client, "acme.test", dialled, seatyard_outbound="true")
        assert done[-1] == ("bridge", f"sofia/gateway/carrier1/{e164}")
        assert ("set", "effective_caller_id_number=+861088880001") in done

    @pytest.mark.parametrize(
        "dialled",
        ["+8690012345678", "0086900123456", "090012345678", "13800138000", "+85212345678", "001234567"],
    )
    def test_a_denied_or_foreign_number_is_403(self, client: FlaskClient, dialled: str) -> None:
        done = walk(client, "acme.test", dialled, seatyard_outbound="true")
        assert done == [("hangup", "OUTGOING_CALL_BARRED")]

    @pytest.mark.parametrize("may", [{"seatyard_outbound": "false"}, {}])
    @pytest.mark.parametrize("dialled", ["+8613900138000", "13900138000", "02166668888"])
    def test_who_may_not_dial_out_is_403(
        self, client: FlaskClient, may: dict[str, str], dialled: str
    ) -> None:
        assert walk(client, "acme.test", dialled, **may) == [("hangup", "OUTGOING_CALL_BARRED")]

    @pytest.mark.parametrize("number", ["110", "119", "120", "122"])
    def test_help_is_there_for_every_seat(self, client: FlaskClient, number: str) -> None:
        assert walk(client, "acme.test", number)[-1] == ("bridge", f"sofia/gateway/carrier1/{number}")
