"""When an answer may be trusted: two readings of one total agree, and the evidence is possible at all."""

TOLERANCE = 1e-10
"""Largest difference between the forward total and inactive + active of any condition, relative to the total."""
SMALLEST = 1e-280
"""A part of the network with a smaller weight counts as impossible."""
CAP = 1e-12
"""Chances are held above this before their log odds are taken."""
