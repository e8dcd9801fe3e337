"""This floor's ``seatyard`` commands, and where each is."""

from __future__ import annotations

from seatyard.cli.later import Later

COMMANDS = (
    Later("user", "admin_ui.people_cli:user", "People who may log in."),
    Later("user token", "tenants.tokens.cli:of_people", "A person's tokens: they may what the person may."),
    Later("serve", "admin_ui.serve_cli:serve", "Serve the pages, and what the nodes ask for, until stopped."),
    Later(
        "demo",
        "admin_ui.demo.cli:demo",
        "A month of calls at two call centres, one outage, the close, the invoices.",
    ),
)
