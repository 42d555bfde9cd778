"""Finds body sites and their side, and joins sites that are listed together.

Words of the leg have a site value of the knowledge base; other parts of the body are only marked, so
that their complaints are not taken for complaints of the leg.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from crural.concepts.base import Side
from crural.language.tokens import NUMBER, SIGN, Token
from crural.language.words import Phrases, Words

ELSEWHERE = ("elsewhere", "elsewhere-named")
_FILLERS = 3
UPPER = frozenset({"hand", "arm", "shoulder"})


@dataclass(slots=True)
class Site:
    """One body site: tokens start to end (exclusive), its value, or `elsewhere`."""

    start: int
    end: int
    value: str
    plural: bool = False
    side: Side | None = None
    one: bool = False
    single: bool = False

    @property
    def is_leg(self) -> bool:
        """Whether the site is part of the leg."""
        return self.value != "elsewhere" and self.value not in UPPER


@dataclass(slots=True)
class SiteGroup:
    """Sites listed together: *my left hip and thigh*."""

    start: int
    end: int
    sites: list[Site] = field(default_factory=list)

    def values(self) -> tuple[str, ...]:
        """The leg sites, or else the other sites with a value, without repeats."""
        named = [s.value for s in self.sites if s.is_leg] or [
            s.value for s in self.sites if s.value != "elsewhere"
        ]
        return tuple(dict.fromkeys(named))

    @property
    def has_leg(self) -> bool:
        """Whether any of the sites is of the leg."""
        return any(site.is_leg for site in self.sites)

    def side(self) -> Side | None:
        """Left, right or both, from the words of all its leg sites."""
        return joined_side([s.side for s in self.sites if s.is_leg] or [s.side for s in self.sites])

    @property
    def one(self) -> bool:
        """Whether it says that only one leg is meant without saying which."""
        return any(site.one for site in self.sites)


def joined_side(sides: list[Side | None]) -> Side | None:
    """Both, when left and right or both are among the sides."""
    told = {side for side in sides if side}
    if not told:
        return None
    return told.pop() if len(told) == 1 else "both"


def crossed(core: Collection[int], groups: Collection[SiteGroup]) -> bool:
    """Whether the arm and the leg that a wording names are told of different sides."""
    near = [g for g in groups if any(i in core for s in g.sites for i in range(s.start, s.end))]
    sites = [site for group in near for site in group.sites if site.side]
    arms = {site.side for site in sites if site.value in UPPER}
    legs = {site.side for site in sites if site.is_leg}
    return bool(arms and legs) and "both" not in arms | legs and arms.isdisjoint(legs)


class SiteFinder:
    """Finds sites with the words of one language pack."""

    def __init__(self, words: Words, sites: Phrases) -> None:
        self._sites = sites
        dropped = words.set("possessive") | words.set("article")
        self._keys = {
            phrase: tuple(words.key(word) for i, word in enumerate(phrase) if i == 0 or word not in dropped)
            for found in sites.values()
            for phrase, _ in found
        }
        self._fillers = words.fillers
        self._left = words.group("sides", "left")
        self._right = words.group("sides", "right")
        self._both = words.group("sides", "both")
        self.letters = frozenset(word for word in self._left | self._right if len(word) == 1)
        self._one = words.group("sides", "one")
        self._paired = words.group("sides", "paired")
        self._owners = words.set("possessive") | words.set("that-this")
        self._pairs = words.group("sides", "one-of-a-pair")
        self._told_of = words.set("linking") | words.set("predicate")
        self._named_after = words.set("possessive") | words.set("lower-upper")
        self._joins = words.set("and") | words.set("or") | words.set("then-but") | set(",/&+")
        self._owned, self._one_word, self._of = words.set("owned"), words.set("one"), words.set("of")
        self._behind_side, self._to = words.set("behind-side"), words.set("to-into")
        self._sided = words.set("sided")
        self._place = words.set("place")

    def find(self, tokens: list[Token]) -> list[Site]:
        """All sites in order, longest phrase first, with their sides."""
        found: list[Site] = []
        index, size = 0, len(tokens)
        while index < size:
            token = tokens[index]
            site = self._at(tokens, index, size) if token.word in self._sites else None
            if site is None:
                index += 1
                continue
            found.append(site)
            index = site.end
        for site in found:
            self._add_side(tokens, site)
            site.single = self._is_single(tokens, site)
        return found

    def _at(self, tokens: list[Token], index: int, size: int) -> Site | None:
        for phrase, value in self._sites[tokens[index].word]:
            n = len(phrase)
            end = index + 1
            if n > 1:
                keys = self._keys[phrase]
                n, place = len(keys), 1
                limit = min(size, index + n + _FILLERS)
                while end < limit and place < n and tokens[end].sentence == tokens[index].sentence:
                    if tokens[end].key == keys[place]:
                        place += 1
                    elif tokens[end].word not in self._fillers or tokens[end].kind == SIGN:
                        break
                    end += 1
                if place < n:
                    continue
            if value == "elsewhere-named" and (index == 0 or tokens[index - 1].word not in self._named_after):
                continue
            plural = tokens[end - 1].word in self._paired and not tokens[end - 1].clitic
            return Site(index, end, "elsewhere" if value in ELSEWHERE else value, plural)
        return None

    def _add_side(self, tokens: list[Token], site: Site) -> None:
        """Read the side words before and behind a site."""
        left = right = both = False
        sentence = tokens[site.start].sentence
        i = site.start - 1
        steps = 0
        while i >= 0 and steps < 5 and tokens[i].sentence == sentence:
            word = tokens[i].word
            if word in self._left:
                left = True
            elif word in self._right:
                right = True
            elif word in self._both:
                both = True
            elif word in self._one and not site.plural:
                site.one = True
            elif word in self._sided and i and self.side_word(tokens[i - 1].word):
                pass
            elif (
                not (word in self._fillers or (word in self._joins and (left or right)))
                or tokens[i].kind == NUMBER
            ):
                break
            i -= 1
            steps += 1
        before = {tokens[j].word for j in range(max(0, site.start - 4), site.start)}
        if before & self._one_word and not (left or right):
            site.one = (
                any(tokens[j].word in self._of for j in range(max(0, site.start - 3), site.start)) or site.one
            )
        for word in (token.word for token in tokens[site.start : site.end]):
            left, right, both = (
                left or word in self._left,
                right or word in self._right,
                both or word in self._both,
            )
        if not (left or right or both):
            left, right, both = self._behind(tokens, site, sentence)
        if both or (left and right):
            site.side = "both"
        elif left or right:
            site.side = "left" if left else "right"
        elif site.plural and not site.one:
            site.side = "both"
        if site.side in ("left", "right"):
            site.one = False

    def _is_single(self, tokens: list[Token], site: Site) -> bool:
        """Whether one of a pair is meant without saying which: *my leg*, *leg is swollen*.

        Not *my legs*, *leg pain* or *the legs*.
        """
        if site.plural or site.side or site.one:
            return False
        owners = {token.word for token in tokens[max(0, site.start - 1) : site.end]}
        last = tokens[site.end - 1]
        word = last.word[:-1] if last.clitic else last.word
        behind = tokens[site.end] if site.end < len(tokens) else None
        told = behind and behind.sentence == last.sentence and behind.word in self._told_of
        return word in self._pairs and bool(told or not owners.isdisjoint(self._owners))

    def _behind(self, tokens: list[Token], site: Site, sentence: int) -> tuple[bool, bool, bool]:
        """Side words after a site: *leg on the left*, *calf (R)*, *legs bilaterally*."""
        i, size = site.end, len(tokens)
        bracket = i < size and tokens[i].word == "("
        if bracket:
            i += 1
        elif i + 1 < size and tokens[i].word in self._place:
            i += 1
            if tokens[i].word in self._owned:
                i += 1
        elif i < size and tokens[i].word not in self._both:
            return False, False, False
        if i >= size or tokens[i].sentence != sentence:
            return False, False, False
        word = tokens[i].word
        if not bracket and i + 1 < size and tokens[i + 1].sentence == sentence and word not in self._both:
            after = tokens[i + 1]
            if after.kind != SIGN and after.word not in self._behind_side:
                return False, False, False
        return word in self._left, word in self._right, word in self._both

    def side_word(self, word: str) -> Side | None:
        """The side that a single word names."""
        if word in self._left:
            return "left"
        if word in self._right:
            return "right"
        return "both" if word in self._both else None

    def groups(self, tokens: list[Token], sites: list[Site], clause_of: list[int]) -> list[SiteGroup]:
        """Sites listed together within one clause; a listed site without side takes that of the one before."""
        groups: list[SiteGroup] = []
        for site in sites:
            last = groups[-1] if groups else None
            if (
                last
                and clause_of[last.end - 1] == clause_of[site.start]
                and self._listed(tokens, last.end, site.start)
            ):
                before = last.sites[-1]
                if site.side is None and not site.one and before.side in ("left", "right"):
                    site.side = before.side
                last.sites.append(site)
                last.end = site.end
            else:
                groups.append(SiteGroup(site.start, site.end, [site]))
        return groups

    def _listed(self, tokens: list[Token], start: int, end: int) -> bool:
        if end - start > 5:
            return False
        joined = end == start
        for token in tokens[start:end]:
            if token.word in self._joins or token.word in self._to:
                joined = True
            elif token.word not in self._fillers and token.word not in self._place:
                return False
        return joined
