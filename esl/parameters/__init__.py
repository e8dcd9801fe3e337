"""The four parameters of a call for the tenant's system (随路参数, 002:B9): seat, group, caller, called.

They go out in two ways: by a URL that the seat's telephone gets as it rings (``ring``), rendered and
done by the switch alone; and by signed messages (``esl.webhooks``) when a seat's telephone rings, when it
answers, and when its call has ended.
"""
