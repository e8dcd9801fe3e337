"""Everything that was seen to hang, freeze or deceive greenswitch 0.0.19, against the link.

Each of these was reproduced with greenswitch alone before it was overridden.
"""
