"""What Seatyard adds to a queue while it is up: places and waits told again, and calls back.

The queue itself needs none of it: entering, overflow, the seat's number and the survey are in the
dialplan (``esl/flows/queueing.py``).
"""
