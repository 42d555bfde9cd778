"""Finds the age of the person that a text is about."""

from __future__ import annotations

from collections.abc import Collection

from crural.language.roles import Roles
from crural.language.tokens import NUMBER
from crural.language.view import View

_OLDEST = 112
_OPENING = 12
_GROWN = 16
_CLOSING = frozenset(("", *",.);:!-/"))


class AgeFinder:
    """Finds an age in one text.

    others: tokens that speak of other people. of_other: the text is about a relative of the writer.
    """

    def __init__(self, view: View, roles: Roles, others: Collection[int], of_other: bool) -> None:
        self.view = view
        self.tokens = view.tokens
        self.roles = roles
        self.points = view.grammar
        self.others = others
        self.of_other = of_other

    def find(self) -> tuple[float | None, int]:
        """Age in years and the token where it stands; ages of other relatives are passed over."""
        best: tuple[float | None, int] = (None, -1)
        for i in self.view.numerals:
            token = self.tokens[i]
            if i and self.tokens[i - 1].kind == NUMBER and token.hyphen:
                continue
            number = self.view.numbers[i]
            if number is None or number.value is None or i in self.others:
                continue
            age = self._age_here(i, number.end, number.value)
            if age is None:
                continue
            if self.of_other and not self._near_who(i):
                best = best if best[0] is not None else (None, -1)
                continue
            return age, i
        return best

    def _near_who(self, index: int) -> bool:
        """Whether an age belongs to the relative the text is about, not to the writer."""
        low = max(0, index - 4)
        words = {self.tokens[i].word for i in range(low, index)}
        return not words & self.points["i-am"]

    def _age_here(self, start: int, end: int, value: float) -> float | None:
        tokens, roles = self.tokens, self.roles
        size = len(tokens)
        if not 0 <= value <= _OLDEST:
            return None
        before = tokens[start - 1].word if start else ""
        earlier = [tokens[i].word for i in range(max(0, start - 4), start)]
        earlier = earlier[max((i for i, word in enumerate(earlier) if word == ","), default=-1) + 1 :]
        if not self.points["age-then"].isdisjoint(earlier):
            return None
        unit = tokens[end].word if end < size else ""
        after = tokens[end + 1].word if end + 1 < size else ""
        if unit in self.points["years-old"]:
            return value
        if unit in roles.year and (after in roles.old or after in self.points["sex-noun"]):
            return value
        if unit in roles.year and before in self.points["aged"]:
            return value
        if unit in roles.year and after in roles.of and end + 2 < size and tokens[end + 2].word in roles.old:
            return value
        if unit in roles.month and after in self.points["old"]:
            return round(value / 12, 2)
        if (
            unit in self.points["weeks-or-days"]
            and after in self.points["old"]
            and end + 2 < size
            and tokens[end + 2].word in roles.child
        ):
            return round(value / 52, 2)
        joined = end < size and tokens[end].joined
        if (
            unit == "/"
            and joined
            and after in self.points["sex-letter"]
            and tokens[end + 1].joined
            and start <= 2
        ):
            return value
        if (
            unit in self.points["sex-word"]
            and value >= 12
            and (joined or self._capital(end) or len(unit) > 1 or before in self.points["am"])
        ):
            walked = start > _OPENING or before in self.points["before-metres"]
            metres = unit in self.points["m-of-metres"] and not joined and walked
            metres = metres and before not in self.points["am"]
            return None if metres or before in self.points["before-heat"] else value
        closed = (
            unit in _CLOSING
            or unit in self.points["behind-age"]
            or tokens[end].sentence != tokens[start].sentence
            or (before in self.points["turned"] and unit in self.points["when-turned"])
        )
        told = before in ":=" or before in self.points["is"]
        if before in self.points["aged"] or (
            before and told and start > 1 and tokens[start - 2].word in self.points["age"]
        ):
            return value
        whole = value == int(value) and value >= 1
        if before in self.points["before-age"] and closed and whole:
            whose = tokens[start - 2].word if start > 1 else ""
            if (
                before in self.points["is-aged"]
                or whose in self.points["whose-age"]
                or (whose in roles.relatives)
            ):
                return value if value >= 5 else None
            if before in self.points["sex-letter"] and start <= 6:
                return value
        owner = tokens[start - 1] if start else None
        if owner and owner.clitic and before[:-1] in roles.relatives and closed and whole and value >= 12:
            return value
        if before in ("(", ",") and start > 1 and closed and whole:
            who = tokens[start - 2].word
            if who in roles.relatives or who in roles.female or who in roles.male:
                return value
        if closed and start <= 1 and value >= 16 and whole and unit == "," and not before:
            return value
        if self._set_apart(start, end, value):
            return value
        return None

    def _set_apart(self, start: int, end: int, value: float) -> bool:
        """Whether a number stands where people put an age: *..., 84, ...*, *, 74 f*, *male 60*, *Grandad 88 fell*."""
        if value != int(value) or value < _GROWN or not start:
            return False
        before, behind = self._word(start - 1), self._word(end)
        if any(start in self.view.slots[slot] for slot in ("{time}", "{distance}")):
            return False
        ends = behind in _CLOSING
        if before in self.points["sex-word"] and len(before) > 1:
            return ends
        if before in self.roles.relatives:
            return ends or (behind.isalpha() and len(behind) > 2)
        if before != "," or self.tokens[start - 2].kind == NUMBER:
            return False
        if behind in self.points["sex-letter"]:
            return self._word(end + 1) in _CLOSING
        return ends and not self._is_number(end + 1)

    def _word(self, index: int) -> str:
        return self.tokens[index].word if index < len(self.tokens) else ""

    def _is_number(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].kind == NUMBER

    def _capital(self, index: int) -> bool:
        token = self.tokens[index]
        return self.view.text[token.start : token.start + 1].isupper()

    def decade(self) -> float | None:
        """Age from *in my sixties* or *in her 60s*, the middle of the decade."""
        tokens = self.tokens
        for i, token in enumerate(tokens):
            if (
                token.kind == NUMBER
                and token.word.endswith("0")
                and 20 <= float(token.word) <= 90
                and i + 1 < len(tokens)
            ) and (
                tokens[i + 1].word in self.points["decade-ending"]
                and tokens[i + 1].joined
                and i
                and tokens[i - 1].word in self.points["before-decade"]
            ):
                now = {t.word for t in tokens[max(0, i - 6) : i]}
                if now & self.points["in-decade"]:
                    return float(token.word) + 5
        return None
