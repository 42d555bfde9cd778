"""Finds the wordings of the lexicon in a text: those of which all parts share a clause."""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.legs import leg_for, nearest_group
from crural.language.lexicon import Lexicon
from crural.language.parts import Hit, Hits
from crural.language.patterns import TOLD, UNLESS, Part
from crural.language.quantities import EPISODE_DAYS
from crural.language.sites import SiteGroup
from crural.language.view import View

_TOLD, _UNLESS = frozenset({TOLD}), frozenset({UNLESS})
_FAR = 14
_DENIED = 2


@dataclass(slots=True)
class Match:
    """A wording found: its target and denial, the tokens of its words, and the site that filled {leg}.

    head: tokens of its first part; first: the first of them. core: all its word tokens but slots. content: those
    that carry meaning, without small words and body sites. size: how specific it is. loose: its words stand in
    several parts.
    """

    target: int
    denies: bool
    head: tuple[int, ...]
    core: frozenset[int]
    size: int
    group: SiteGroup | None = None
    carried: bool = False
    wording: int = -1
    content: frozenset[int] = frozenset()
    loose: bool = False
    first: int = -1

    def __post_init__(self) -> None:
        self.first = self.head[0]


def find_matches(view: View, lexicon: Lexicon) -> list[Match]:
    """All wordings found in the text, before it is decided which of them win."""
    keys_in = _keys_of_clauses(view)
    hits = Hits(view, lexicon, keys_in)
    matches: list[Match] = []
    needs, clause_of = lexicon.needs, view.clause_of
    for number in hits.longer:
        found = hits.of(number)
        for wording in lexicon.by_part[number]:
            need = needs[wording]
            for hit in found:
                if not need or not keys_in[clause_of[hit.tokens[0]]].isdisjoint(need):
                    _add(view, lexicon, hits, wording, hit, matches)
    for number, places in hits.words:
        for wording in lexicon.by_part[number]:
            need = needs[wording]
            for i in places:
                if not need or not keys_in[clause_of[i]].isdisjoint(need):
                    _add(view, lexicon, hits, wording, Hit((i,), (i,)), matches)
    return matches


def _add(view: View, lexicon: Lexicon, hits: Hits, number: int, head: Hit, matches: list[Match]) -> None:
    """Add the match of a wording whose first part is `head`, when it is complete."""
    wording = lexicon.wordings[number]
    match = _complete(view, lexicon, hits, wording.parts, head)
    if match is None or _of_trouble(view, match) or _of_noun(view, lexicon, wording.parts, match):
        return
    match.content = frozenset(i for i in match.core if view.carries(i)) or match.core
    match.size = len(match.content)
    match.loose = len(match.core) > len(match.head)
    match.target, match.denies, match.wording = wording.target, wording.denies, number
    matches.append(match)


def _keys_of_clauses(view: View) -> list[set[str]]:
    """For each clause the keys of its words, and the slots that something in the text can fill."""
    filled = [slot for slot, places in view.slots.items() if places]
    found = []
    for clause in view.clauses:
        keys = {token.key for token in view.tokens[clause.start : clause.end]}
        keys.update(filled)
        found.append(keys)
    return found


def _of_trouble(view: View, match: Match) -> bool:
    """Whether a wording that denies something normal (*no sleep*) goes on to its trouble (*no sleep disturbances*)."""
    after = max(match.core) + 1
    if after >= len(view.tokens) or view.tokens[after].word not in view.grammar.trouble:
        return False
    same = view.tokens[after].sentence == view.tokens[match.first].sentence
    return same and view.tokens[min(match.core)].word in view.grammar.denial


def _of_noun(view: View, lexicon: Lexicon, parts: tuple[tuple[int, ...], ...], match: Match) -> bool:
    """Whether a noun (*a sore on my foot*) fills the place of the adjective (*my foot is painful, sore or tender*)."""
    for i in view.nouns & match.core:
        key = view.tokens[i].key
        elements = [e for options in parts for part in options for e in lexicon.parts[part] if key in e]
        if elements and all(not e.isdisjoint(view.tools.adjectives) for e in elements):
            return True
    return False


def _complete(
    view: View, lexicon: Lexicon, hits: Hits, parts: tuple[tuple[int, ...], ...], head: Hit
) -> Match | None:
    """The match of a wording whose first part is `head`, when all other parts stand in its clause."""
    clause = view.clause_of[head.tokens[0]]
    core = set(head.words)
    group, carried = head.leg, False
    for options in parts[1:]:
        opening = lexicon.parts[options[0]][0]
        if opening == _UNLESS:
            if any(_said(view, lexicon.parts[number][1:], clause) for number in options):
                return None
            continue
        if opening == _TOLD:
            if not any(_told(view, lexicon.parts[number][1:], head.tokens[0]) for number in options):
                return None
            continue
        best: Hit | None = None
        wants_leg = False
        for number in options:
            if len(lexicon.parts[number]) == 1 and lexicon.parts[number][0] == view.LEG:
                wants_leg = True
                continue
            for hit in hits.of(number):
                if view.clause_of[hit.tokens[0]] != clause or not core.isdisjoint(hit.words):
                    continue
                if hit.leg is not None and hit.leg is not nearest_group(view, head.tokens):
                    continue
                if view.of_ago.issuperset(hit.words) and not _names_ago(view, lexicon.parts[number]):
                    continue
                if (
                    _gap(head, hit) <= _FAR
                    and not view.parted(head.tokens, hit.tokens)
                    and (best is None or _gap(head, hit) < _gap(head, best))
                ):
                    best = hit
        if best is not None:
            core.update(best.words)
            group = group or best.leg
        elif wants_leg:
            if group is None or not group.has_leg:
                group, carried = leg_for(view, head.tokens)
                if group is None:
                    return None
        else:
            return None
    head_tokens = head.words or head.tokens
    return Match(-1, False, head_tokens, frozenset(core or head.tokens), len(core), group, carried)


def _said(view: View, words: Part, clause: int) -> bool:
    """Whether a phrase stands in a clause, word by word."""
    part = view.clauses[clause]
    keys = [token.key for token in view.tokens[part.start : part.end]]
    starts = range(len(keys) - len(words) + 1)
    return any(all(keys[i + k] in element for k, element in enumerate(words)) for i in starts)


def _names_ago(view: View, part: Part) -> bool:
    """Whether *ago* is one of the words of a part; else *two weeks ago* is no *for weeks* to it."""
    return any(not element.isdisjoint(view.grammar["ago-words"]) for element in part)


def _told(view: View, words: Part, at: int) -> bool:
    """Whether one of the words stands before token `at`, in its sentence or the one before, of now and not denied.

    Behind it in the sentence it may stand as well: *he can't get up, he slipped in the bath*.
    """
    sentence, i = view.tokens[at].sentence, at - 1
    while i + 1 < len(view.tokens) and view.tokens[i + 1].sentence == sentence:
        i += 1
    while i >= 0 and sentence - view.tokens[i].sentence <= 1:
        near = {token.word for token in view.tokens[max(0, i - _DENIED) : i]}
        told = any(view.tokens[i].key in element for element in words) and near.isdisjoint(
            view.grammar.denial
        )
        if told and not _long_ago(view, i):
            return True
        i -= 1
    return False


def _long_ago(view: View, index: int) -> bool:
    """Whether the clause of a token tells of a year or of a time long ago, unless something began then."""
    clause = view.clauses[view.clause_of[index]]
    words = {token.word for token in view.tokens[clause.start : clause.end]}
    if not words.isdisjoint(view.grammar["began"]):
        return False
    times = view.times_between(clause.start, clause.end - 1)
    return any(t.kind == "year" or (t.kind == "ago" and (t.days or 0) >= EPISODE_DAYS) for t in times)


def _gap(a: Hit, b: Hit) -> int:
    return b.tokens[0] - a.tokens[-1] if b.tokens[0] > a.tokens[-1] else a.tokens[0] - b.tokens[-1]
