"""The views: parse, call one service of a lower floor, render."""
