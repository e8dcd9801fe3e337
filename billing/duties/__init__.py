"""What contracts ask of the operator beside money: who does it, by when, and what was handed over."""
