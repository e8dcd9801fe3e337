"""How a record came (``CdrRecord.via``)."""

POST, SWEEP = "post", "sweep"
REBUILT = "rebuilt"
"""No node sent it: it was made of what was heard of the call."""
