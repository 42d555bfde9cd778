"""Crural: how soon legs need looking at, what it could be, why, and what to do.

This file imports nothing, so that any room may import it, and the command starts fast.
"""

__version__ = "0.1.0"
