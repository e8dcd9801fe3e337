"""What a person is told once something is done: a toast on the page that follows."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, request, url_for
from flask_babel import lazy_gettext as _

_DONE = {
    "end_session": _("That session has ended."),
    "end_other_sessions": _("All other sessions have ended."),
    "invite_person": _("The invitation is on its way."),
    "change_person": _("It is done."),
    "invite_tenant_person": _("The invitation is on its way."),
    "change_tenant_person": _("It is done."),
    "classify_outage": _("Your word on this outage is kept."),
    "plan_outage": _("It is announced."),
    "withdraw_plan": _("It is withdrawn."),
    "note_finding": _("The note is kept."),
    "clear_finding": _("The finding is cleared."),
    "review_draft": _("Your word on this draft is kept."),
    "do_duty": _("The document is kept, and the duty done."),
    "confirm_line": _("The line is booked."),
    "change_line": _("It is done."),
    "change_carrier": _("It is done."),
    "change_subscription": _("It is done."),
    "keep_onboarding": _("It is done."),
    "ask_export": _("The export is being made; it will be in this list."),
    "change_deletion": _("It is done."),
    "change_working_hours": _("The working hours are kept."),
    "switch_seat": _("It is done."),
    "remove_working_hours": _("The working hours are removed."),
    "ask_retention": _("It is asked for: the operator has it on its list."),
    "add_prompt": _("The recording is in use from the next call on."),
    "remove_prompt": _("The recording is removed."),
    "remove_message": _("The message is deleted from the mailbox."),
    "move_money": _("The entry is in the ledger."),
    "take_back_money": _("The entry is taken back by another one."),
    "say_dunning": _("It is done."),
    "step_dunning": _("It is done."),
    "give_credit": _("The credit note is given."),
}
"""By the view that did it, where the page that follows does not say so itself."""


BACK = {
    "change_person": {"lock": "unlock"},
    "change_tenant_person": {"lock": "unlock"},
    "change_line": {"park": "release"},
    "change_carrier": {"disable": "enable"},
    "change_subscription": {"pause": "resume", "resume": "pause"},
    "keep_onboarding": {"discard": "restore"},
    "switch_seat": {"off": "on"},
    "review_draft": {"hold": "release", "approve": "release"},
}
"""Of a view, the word that takes back another one: the toast offers it as *Undo*."""


def tell(answer: Response) -> Response:
    done = _DONE.get((request.endpoint or "").removeprefix("ui."))
    if request.method == "POST" and answer.status_code == 302 and done:
        flash(str(done), undoing() or "message")
    return answer


def say(told: str, back: Mapping[str, str]) -> None:
    """What a view says of what it did, by itself; ``back`` are those values of its own address, and questions
    to it, that take it back, none where that cannot be. What came by such questions is not offered again."""
    values = {name: getattr(value, "name", value) for name, value in (request.view_args or {}).items()}
    undone = back and not request.args
    flash(told, url_for(str(request.endpoint), **values | dict(back)) if undone else "message")


def assigned(owner: str, before: str | None) -> None:
    """Of a view whose ``owner`` is who looks after something from now on; nobody where it is empty."""
    told = _("It is assigned.") if owner else _("Nobody looks after it now.")
    say(str(told), {"owner": before or ""} if owner != (before or "") else {})


def undoing() -> str:
    """Where to post, with nothing more, to take back what this request did; empty where that cannot be."""
    values = {name: getattr(value, "name", value) for name, value in (request.view_args or {}).items()}
    back = BACK.get((request.endpoint or "").removeprefix("ui."), {})
    words = {name: back[word] for name, word in values.items() if isinstance(word, str) and word in back}
    return url_for(str(request.endpoint), **values | words) if words else ""
