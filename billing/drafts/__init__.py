"""A month as it would be invoiced: computed, compared with the month before, reviewed by finance."""
