"""Takes the second of two sides where a text corrects itself: *left, sorry, right*."""

from __future__ import annotations

from crural.language.phrases import find_phrases
from crural.language.sites import SiteFinder
from crural.language.tokens import SIGN, Token
from crural.language.words import Phrases, Words, phrase_index

_BACK = 30
_AHEAD = 4


class Corrector:
    """Finds corrections of a side with the words of one language pack."""

    def __init__(self, words: Words, sites: SiteFinder) -> None:
        raw = words.raw.get("corrections", {})
        self._cues: Phrases = phrase_index([("correction", raw.get("correction", ()))])
        self.more = words.group("corrections", "more")
        self._small = words.fillers | words.set("possessive") | words.set("pronoun") | words.set("light")
        self._side = sites.side_word

    def mend(self, tokens: list[Token]) -> None:
        """Write the corrected side over the one that was a slip, in place."""
        for cue in find_phrases(tokens, self._cues):
            after = self._side_after(tokens, cue.end)
            if after is None or self._adds(tokens, after):
                continue
            said = self._side(tokens[after].word)
            for i in range(cue.start - 1, max(-1, cue.start - 1 - _BACK), -1):
                before = self._side(tokens[i].word)
                if tokens[after].sentence - tokens[i].sentence > 1 or before == said:
                    break
                if before in ("left", "right"):
                    tokens[i].word, tokens[i].key = tokens[after].word, tokens[after].key
                    break

    def _side_after(self, tokens: list[Token], start: int) -> int | None:
        """The word of side that follows a cue at once, small words and signs between."""
        for i in range(start, min(len(tokens), start + _AHEAD)):
            word = tokens[i].word
            if self._side(word) in ("left", "right"):
                return i
            if tokens[i].kind != SIGN and word not in self._small:
                return None
        return None

    def _adds(self, tokens: list[Token], index: int) -> bool:
        """Whether the second side is told beside the first: *sorry, right leg too*."""
        sentence = tokens[index].sentence
        return any(t.word in self.more for t in tokens[index : index + 6] if t.sentence == sentence)
