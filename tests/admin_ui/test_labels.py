"""Everything that the floors below may say has a name in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

import admin_ui
from admin_ui.labels import LABELS, label
from billing.attention import listing as attention
from billing.clauses import CLAUSES
from billing.documents import words
from billing.ledger.accounts import Account
from billing.ledger.book import Kind as LedgerKind
from billing.owed.ages import AGES, OVER
from esl import models
from esl.answers.features import supervision
from esl.cdr.errors import CdrRefused
from esl.flows.kinds import KINDS as FLOW_KINDS
from esl.outages import kinds as outages
from esl.outages.parts import CAUSES
from esl.prompts.models import PLACEHOLDER, SPEECH, UPLOAD
from esl.queues import models as call_backs
from esl.seat_time import states as seat_time
from esl.seats import card
from esl.seats.notes import STATES
from esl.watchdog import sign
from seatyard import leg_kinds
from seatyard.audit.models import ACTIONS
from seatyard.audit.rules import AUDITED
from seatyard.db import db
from seatyard.findings.kinds import KINDS
from seatyard.findings.models import ASSIGNED, CLEARED, NOTED, UNASSIGNED
from seatyard.identity.permissions import ROLES
from tenants.numbers import states as numbers
from tenants.requests import kinds as requests
from tenants.requests.models import STATES as STATES_OF_REQUESTS

ROOT = Path(admin_ui.__file__).parent.parent


def test_whatever_the_audit_trail_notes_has_a_name(app: Flask) -> None:
    """Tables and columns; and what a look says of itself."""
    tables = {name: [column.name for column in db.metadata.tables[name].columns] for name in AUDITED}
    noted = {column for name, columns in tables.items() for column in columns if AUDITED[name].notes(column)}
    assert noted - LABELS["audit_column"].keys() == set()
    asked = {
        "after",
        "direction",
        "kind",
        "number",
        "outcome",
        "page",
        "queue",
        "recorded",
        "seat",
        "since",
        "until",
    }
    assert {"by", "way", "supervisor", "call", "recordings", *asked} <= LABELS["audit_column"].keys()
    assert AUDITED.keys() - LABELS["audit_table"].keys() == set()


def test_states_have_names() -> None:
    outcomes = {models.ANSWERED, models.ABANDONED, models.FAILED, models.SELF_SERVICE}
    assert set(LABELS["outcome"]) == outcomes
    assert set(LABELS["direction"]) == {models.INBOUND, models.OUTBOUND, models.INTERNAL}
    assert set(LABELS["account"]) == {account.value for account in Account}
    assert set(LABELS["ledger"]) == {kind.value for kind in LedgerKind}
    assert set(LABELS["age"]) == {*AGES, OVER}
    assert set(LABELS["crossing"]) == set(leg_kinds.KINDS)
    assert set(LABELS["call_back"]) == set(call_backs.STATES)
    assert set(LABELS["outage"]) == set(CAUSES)
    assert set(LABELS["outage_kind"]) == set(outages.KINDS)
    signals = {signal for pairs in outages.PAIRS.values() for pair in pairs for signal in pair}
    assert set(LABELS["signal"]) == signals | {outages.CORE}
    assert set(LABELS["role"]) == set(ROLES)
    assert set(LABELS["audit"]) == set(ACTIONS)
    assert set(LABELS["prompt_source"]) == {UPLOAD, SPEECH, PLACEHOLDER}
    assert set(LABELS["flow_node"]) == set(FLOW_KINDS)
    assert set(LABELS["seat_state"]) == set(STATES)
    assert set(LABELS["seat_time"]) == set(seat_time.STATES)
    assert set(LABELS["seat_function"]) == {*card.KEYS, *card.EVERYBODYS, *card.SUPERVISORS}
    assert set(LABELS["supervision"]) == set(supervision.CODES)
    assert set(LABELS["health"]) == set(attention.HEALTHS)
    assert set(LABELS["life"]) == set(attention.LIVES)
    assert set(LABELS["number"]) == {*numbers.STATES, numbers.GONE}
    assert set(LABELS["request"]) == set(requests.KINDS)
    assert set(LABELS["request_state"]) == set(STATES_OF_REQUESTS)
    assert set(words.CLAUSES) >= set(CLAUSES)


REPORTS = ("report", "report_alone", "report_once", "report_still")
"""``findings.report``, and a module's own ``_report`` around it."""


def constants(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to texts: ``A = "a"``, ``A, B = "a", "b"``."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            pairs = [(node.targets[0], node.value)]
            if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(node.targets[0].elts, node.value.elts, strict=True))
            found |= {
                name.id: value.value
                for name, value in pairs
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant)
            }
    return found


def reported(path: Path) -> Iterator[str]:
    """The kinds of findings that a module reports, as far as they stand in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].lstrip("_") in REPORTS:
            kind = node.args[0]
            if isinstance(kind, ast.Constant):
                yield kind.value
            elif isinstance(kind, ast.Name) and kind.id in names:
                yield names[kind.id]


def evidence(path: Path) -> Iterator[str]:
    """What a module's findings keep beside what each has."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].lstrip("_") in REPORTS:
            yield from (one.arg for one in node.keywords if one.arg)


def modules() -> list[Path]:
    return [path for floor in ("tenants", "esl", "billing") for path in (ROOT / floor).rglob("*.py")]


def test_what_findings_keep_has_a_name() -> None:
    kept = {name for path in modules() for name in evidence(path)}
    assert kept >= {"core_uuid", "differs", "sha256"}
    assert kept - {"about", "billable", "tenant_id", "times"} == LABELS["finding_detail"].keys()


def test_findings_have_names() -> None:
    kinds = {kind for path in modules() for kind in reported(path)}
    kinds |= {refused.kind for refused in CdrRefused.__subclasses__()} | set(sign.KINDS)
    assert kinds >= {"cdr_conflict", "cdr_without_tenant", "invoice_differs", "link_gap", "cdr_too_large"}
    assert kinds - set(LABELS["finding"]) == set()
    assert set(LABELS["finding"]) == set(KINDS), "declare it in platform/seatyard/findings/kinds.py"
    assert set(LABELS["finding_act"]) == {NOTED, ASSIGNED, UNASSIGNED, CLEARED}


def test_an_unknown_name_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert label("finding", "brand_new") == "brand_new"
        assert label("clause", "seat_rent") == "Seat rent"
        assert label("unit", "seat_month") == "seat-months"
        assert label("outcome", None) == "—"
