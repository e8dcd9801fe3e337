"""The floors above the ground floor, which knows them by name alone."""

FLOORS = ("tenants", "esl", "billing")
"""Lower ones first. Each has ``init_app(app)``: its tables, and what it registers with those below it."""

FEATURES = (*FLOORS, "admin_ui")
"""Each has commands (``cli.COMMANDS``), and what it answers over HTTP (``served.init_app(app)``)."""
