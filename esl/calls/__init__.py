"""Call records to legs and conversations, and what else they tell: states, wishes, refusals."""
