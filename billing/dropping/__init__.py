"""When calls of a month may go, and what of the evidence went with them."""
