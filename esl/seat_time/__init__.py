"""Where a seat's time went: signed in, ready, talking, on hold, after a call, busy and why, or unknown.

What seats say (``esl.seats``), what call records tell of their legs (``esl.calls``), which phones the switch
has registered (kept here, for nothing else keeps it) and the leases (``tenants``) are laid over one
another into intervals that cover a time exactly. What nobody heard is ``unknown``.
"""
