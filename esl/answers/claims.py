"""Whether a phone speaks in its own name.

FreeSWITCH looks the password up by the user and the realm of the Authorization header, and then takes
whatever stands in From and To for true: with the password of one seat a phone could register as any seat
of any tenant (mod_sofia ``sofia_reg.c``; seen on 1.11.1, ``tests/live/test_crossing.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

Form = Mapping[str, str]
"""A directory question with ``action=sip_auth`` (``tests/captures/xml_curl``)."""


def honest(form: Form) -> bool:
    """Whether From is who the password is of, and the request is for that tenant's domain.

    A REGISTER is for the one in To; any other request for whatever stands in its line, where the node's
    own address will do as well.
    """
    user, domain = form.get("user", ""), form.get("domain", "").lower()
    if (form.get("sip_from_user"), form.get("sip_from_host", "").lower()) != (user, domain):
        return False
    if form.get("sip_auth_method") == "REGISTER":
        return (form.get("sip_to_user"), form.get("sip_to_host", "").lower()) == (user, domain)
    asked = form.get("sip_request_host", "").lower()
    return asked == domain or _is_address(asked)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
