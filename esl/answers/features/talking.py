"""What a seat presses during a talk: transfer, consult and three-way, back to the menu.

A star and a digit, bound to the seat's own leg when it answers or is answered, as its type allows; the
other side may press what it likes. Where a leg goes is decided in its tenant's context alone, and
whether it may leave the house by the right of the seat that moves it (``rights``).
"""

from __future__ import annotations

from tenants.models import Seat, Tenant

from ...flows.xml import Element, action, anti_action, copied, dialled, extension, transfer, when
from . import codes as table
from . import rights, types
from .codes import PRESSED, Codes, asked, key_of
from .joined import NUMBER

FUNCTIONS = "seatyard_functions"
MENU = "seatyard_menu"
"""On a caller's leg: the extension at which its flow begins."""
WITHOUT = "~"
"""No key of a telephone: for what a type of seat may not do."""
DIGITS = (2, 20)
"""Of a number."""


def codes(tenant: Tenant) -> Codes:
    domain = tenant.domain
    exact = {
        "talk-transfer": asked("talk-transfer", "transfer", *DIGITS, domain),
        "talk-consult": asked("talk-consult", "consult", *DIGITS, domain),
        "talk-menu": _back_to_menu(domain),
    }
    return Codes(exact, [*_transfers(domain), *_consultations(tenant)])


def legs(seat: Seat) -> dict[str, str]:
    """Variables of the seat's legs: what its type can do, and the keys for it."""
    can, domain = types.functions(seat.type), seat.tenant.domain
    bound = {
        table.TRANSFER: ("s", f"execute_extension::talk-transfer XML {domain}", types.TRANSFER_INSIDE),
        table.CONSULT: ("s", f"execute_extension::talk-consult XML {domain}", types.TRANSFER_INSIDE),
        table.BACK_TO_MENU: ("o", f"execute_extension::talk-menu XML {domain}", types.BACK_TO_MENU),
    }
    return {FUNCTIONS: ",".join(sorted(can)), NUMBER: seat.number} | {
        f"execute_on_answer_key{key_of(code)}": f"bind_meta_app {key_of(code)} a {where} {what}"
        for code, (where, what, function) in bound.items()
        if function in can
    }


def _back_to_menu(domain: str) -> Element:
    """The other side's leg goes there, if it came by one; else the talk goes on."""
    by_one = when(f"${{{MENU}}}", "^flow-", rights.take_back(), transfer(f"${{{MENU}}}", domain))
    by_one.append(anti_action("set", f"{MENU}="))
    return extension("talk-menu", dialled("^talk-menu$"), by_one)


def _transfers(domain: str) -> list[Element]:
    """Send the other side to a colleague that there is, or outside where the seat's type may."""
    moved = action("transfer", f"-bleg $1 XML {domain}")
    exists = when(f"${{user_exists(id ${{{PRESSED}}} {domain})}}", "^true$")
    may = when(f"${{{FUNCTIONS}}}", types.TRANSFER_OUT)
    return [
        extension("transfer-inside", exists, dialled(r"^transfer-(\d{2,6})$", copied(moved))),
        extension("transfer-outside", may, dialled(r"^transfer-(\d{7,20})$", moved)),
    ]


def _consultations(tenant: Tenant) -> list[Element]:
    """Call a third person while the caller waits: # gives up, hanging up joins the two, 0 joins all three."""
    domain = tenant.domain
    three_way = when(f"${{{FUNCTIONS}}}", types.THREE_WAY)
    cancel = action("set", "origination_cancel_key=#")
    alone = action("set", f"attxfer_conf_key={WITHOUT}")
    inside = r"^consult-(\d{2,6})$"
    return [
        extension(
            "consult-inside",
            three_way,
            dialled(inside, copied(cancel), action("att_xfer", f"user/$1@{domain}")),
        ),
        extension(
            "consult-inside-two",
            dialled(inside, copied(cancel), alone, action("att_xfer", f"user/$1@{domain}")),
        ),
        extension(
            "consult-outside",
            when(f"${{{FUNCTIONS}}}", types.CALL_OUT),
            dialled(r"^consult-(\+?\d{7,20})$", cancel, action("att_xfer", _through_the_dialplan(tenant))),
        ),
    ]


def _through_the_dialplan(tenant: Tenant) -> str:
    """A call out by the tenant's own rules, with the right of the seat that makes it."""
    given = {
        rights.OWN: "true",
        rights.LENT: "true",
        "domain_name": tenant.domain,
        "seatyard_tenant": str(tenant.id),
    }
    words = [f"{name}={value}" for name, value in given.items()]
    words += [f"loopback_export={','.join(given)}", "loopback_bowout=false"]
    return f"{{^^:{':'.join(words)}}}loopback/$1/{tenant.domain}/XML"
