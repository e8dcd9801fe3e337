"""A tenant's working hours by name: looked at, drawn as a year, changed, and what follows from a change."""
