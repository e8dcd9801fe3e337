"""Whether what was billed and booked is still what it was."""
