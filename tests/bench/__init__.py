"""``make bench``: how fast, how exact and in how much memory; never part of the tests, which know no clock."""
