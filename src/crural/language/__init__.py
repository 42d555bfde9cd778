"""Free text in plain or clinical words to findings, with their state, side, site and time.

Rules only, offline; every medical word lives in `kb/`. `read` is the way in.
"""

from crural.language.compiling import build, lexicon_of
from crural.language.concepts import state_of, states_of
from crural.language.lexicon import Lexicon
from crural.language.read import read

__all__ = ["Lexicon", "build", "lexicon_of", "read", "state_of", "states_of"]
