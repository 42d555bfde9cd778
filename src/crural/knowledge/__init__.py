"""The knowledge room: `kb/` read strictly, checked, and turned into numbers of the network."""

from crural.knowledge.load import load

__all__ = ["load"]
