"""What was heard, what was posted, what is there, and what the switch counts: each against the others."""
