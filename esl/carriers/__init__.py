"""Carriers: who takes a call out, in which order, how numbers are written there, and whether it lives."""
