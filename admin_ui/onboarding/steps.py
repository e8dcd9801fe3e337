"""What each step of the wizard asks, read from its form into the draft's document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from billing import terms
from billing.terms.difference import difference
from seatyard.errors import InvalidInput
from tenants.onboarding.drafts import making
from tenants.onboarding.drafts.making import Run
from tenants.onboarding.sections import Onboarding

from .. import quoting
from ..forms import Form

CUSTOMER, FIGURES, SEATS, REVIEW = "customer", "figures", "seats", "review"
STEPS = (CUSTOMER, FIGURES, SEATS, REVIEW)
PARTS = {
    CUSTOMER: ("tenant", "contract.template", "contract.starts", "contract.ends"),
    FIGURES: ("contract",),
    SEATS: ("seats", "numbers", "queues", "flows", "admin"),
}
"""The paths of the document that a step is asked about."""
FIRST_TEMPLATE = "seat-lease"
OPTIONAL = ("timezone", "language")


def types(document: Onboarding) -> list[str]:
    """The seat types that its contract has a price for; the switch's two where it prices none."""
    return list(_terms(document).get("seat_rent", {}).get("price", {})) or ["inbound", "bidirectional"]


def _terms(document: Onboarding) -> dict[str, Any]:
    contract = document["contract"]
    overrides = terms.exact(contract.get("overrides", {}))
    return terms.merged(terms.load(contract["template"], "contract.template").terms, overrides)


def fresh(today: date) -> Onboarding:
    """What the first step begins with."""
    return _fresh(FIRST_TEMPLATE, today.isoformat())


def _fresh(template: str, starts: str) -> Onboarding:
    found = making.fresh(template, "", starts)
    (first, *_) = types(found)
    return making.fresh(template, first, starts)


def customer(document: Onboarding, form: Form, suffix: str) -> Onboarding:
    """Who it is, by which template and from when; a short name and a title are enough.

    Another template begins with its own figures and seats.
    """
    name, zh, en = form.text("name"), form.text("title_zh"), form.text("title_en")
    template, starts = form.text("template"), form.text("starts")
    domain = form.text("domain") or (f"{name}.{suffix}" if suffix else "")
    tenant = {"name": name, "title": {"zh": zh or en, "en": en or zh}, "domain": domain}
    tenant |= {key: typed for key in OPTIONAL if (typed := form.text(key))}
    if template != document["contract"].get("template"):
        document = _fresh(_known(template), starts)
    contract = document["contract"] | {"template": template, "signed": _signed(document, starts)}
    contract |= {"starts": starts, "ends": form.text("ends")}
    return document | {"tenant": tenant, "contract": {key: said for key, said in contract.items() if said}}


def _known(template: str) -> str:
    return terms.load(template, "contract.template").name


def _signed(document: Onboarding, starts: str) -> str:
    """As the document has it, but not after the first day."""
    signed: str = document["contract"].get("signed", starts)
    return min(signed, starts)


def figures(document: Onboarding, form: Form) -> Onboarding:
    """The contract's terms where they differ from the template's, and how many seats of each type."""
    draft = quoting.of_form(form)
    contract = document["contract"] | {"overrides": difference(draft.template.terms, draft.terms)}
    if not contract["overrides"]:
        del contract["overrides"]
    counts = {type: count for type, count in draft.seats.items() if isinstance(count, int)}
    counts = counts or {run.type: run.count for run in making.runs(document["seats"])}
    made = document | {"contract": contract, "seats": making.counted(document["seats"], counts)}
    return _led(document, made)


def seats(document: Onboarding, form: Form) -> Onboarding:
    """Which seats, the queue of all of them and the number that leads to it."""
    wanted = [_run(form, row) for row in form.rows("runs") if form.text(f"{row}.count")]
    made = document | {"seats": making.expanded([run for run in wanted if run.count], document["seats"])}
    if not making.is_plain(document):
        return made
    return making.led(made, form.text("queue"), form.text("number"))


def _run(form: Form, row: str) -> Run:
    count, first = form.text(f"{row}.count"), form.text(f"{row}.first")
    if not count.isdecimal() or int(count) > making.MOST:
        raise InvalidInput(
            f"{count!r} is not allowed",
            where="seats",
            allowed=f"a whole number from 0 to {making.MOST}",
        )
    if not first.isdecimal() or not 2 <= len(first) <= 6:
        raise InvalidInput(f"{first!r} is not allowed", where="seats", allowed="2 to 6 digits, in quotes")
    return Run(int(count), form.text(f"{row}.type"), first)


def _led(before: Onboarding, document: Onboarding) -> Onboarding:
    """With the queue of all seats again, where that is all that its number leads to."""
    if not making.is_plain(before):
        return document
    numbers = document.get("numbers", [])
    return making.led(document, before["queues"][0]["name"], numbers[0]["e164"] if numbers else "")


def quoted(document: Onboarding, month: str, today: date) -> quoting.Draft:
    """The quote form of a draft: its terms, its seats by type, and the month that is shown.

    What its terms bill beside seats is no part of a tenant's file: some of it is reckoned with.
    """
    contract, agreed = document["contract"], _terms(document)
    fresh = quoting.fresh(terms.load(contract["template"], "contract.template"), today)
    counts = dict.fromkeys(types(document), 0)
    for seat in document["seats"]:
        counts[seat["type"]] = counts.get(seat["type"], 0) + 1
    return replace(
        fresh,
        terms=agreed,
        month=month,
        starts=contract["starts"],
        ends=contract.get("ends", ""),
        seats=counts if "seat_rent" in agreed else {},
        facts=quoting.beside(agreed, contract["starts"]),
    )
