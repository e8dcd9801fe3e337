"""Seats asked for by hand: added, retyped, regrouped, given back; with price and date before one says yes."""
