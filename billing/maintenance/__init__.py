"""A month of planned work: what lies on which day, and what it takes of each contract's allowance."""
