"""``make bench``: how fast, how exact, in how much memory. No part of the tests, which know no clock."""
