"""Sets site and side of complaints, and sorts out those of other parts of the body."""

from __future__ import annotations

from itertools import pairwise

from crural.concepts.base import Side
from crural.language.drafts import Draft
from crural.language.legs import attached, leg_for, nearest_group
from crural.language.matching import Match
from crural.language.reader import Reader
from crural.language.sites import UPPER, SiteGroup, joined_side
from crural.language.tokens import NUMBER, SIGN
from crural.language.view import View

_COMPARED = 8


class Placer:
    """Where the complaints of one text are."""

    def __init__(self, view: View, reader: Reader) -> None:
        self.view = view
        self.reader = reader
        self._letters = {word.upper() for word in reader.tools.sites.letters}
        self._side_ends = view.grammar.both_and | view.grammar.contrast | view.grammar["side-end"]
        self._owned = view.grammar["owned"] | {"("}

    def of_elsewhere(self, match: Match) -> bool:
        """Whether a complaint of the leg, named without site, belongs to another part of the body."""
        kind, name, _ = self.reader.lexicon.targets[match.target]
        if kind != "finding" or match.group is not None or "site" not in self.reader.accepts.get(name, ()):
            return False
        group = nearest_group(self.view, match.head)
        if group is None or any(group.start <= i < group.end for i in match.core):
            return False
        if group.has_leg:
            return False
        if group.values() and not (name in self.reader.leg_only and attached(self.view, match.head)):
            return False
        return leg_for(self.view, match.head)[0] is None

    def place(self, draft: Draft) -> None:
        """Set side and site of a finding from the body sites it belongs to."""
        self._sites(draft)
        if "site" not in draft.accepts and draft.id not in self.reader.one_side:
            draft.side = self._own_arm(draft.match) or draft.side
        if "side" in draft.accepts and (self._compared(draft.match) or self._of_both(draft.match)):
            draft.side = "both"
            draft.told.pop("side", None)
        if draft.id in self.reader.rules.signs or (draft.side is None and "side" in draft.accepts):
            draft.side = self._side_behind(draft.match) or draft.side

    def _own_arm(self, match: Match) -> Side | None:
        """The side of the arm or hand that a complaint names: *a weak left leg and right hand*."""
        groups = self.view.groups_in.get(self.view.clause_of[match.first], [])
        arms = (s for group in groups for s in group.sites if s.value in UPPER)
        return joined_side([s.side for s in arms if not match.core.isdisjoint(range(s.start, s.end))])

    def _side_behind(self, match: Match) -> Side | None:
        """The side at once behind the result of a sign: *ankle jerk absent R*, *SLR 30 degrees L*."""
        tokens, i = self.view.tokens, max(match.core) + 1
        sentence = tokens[match.first].sentence
        results = self.view.grammar["behind-result"] | self.view.grammar.told_present
        while i < len(tokens) and tokens[i].sentence == sentence:
            if tokens[i].kind != NUMBER and tokens[i].word not in results:
                break
            i += 1
        if i >= len(tokens) or tokens[i].sentence != sentence or i not in self.view.side_at:
            return None
        behind = tokens[i + 1] if i + 1 < len(tokens) else None
        ends = behind is None or behind.sentence != sentence or behind.kind or behind.word in self._side_ends
        loud = self.view.text[tokens[i].start : tokens[i].end] in self._letters
        return self.view.side_at[i] if ends or (loud and not tokens[i + 1].joined) else None

    def _of_both(self, match: Match) -> bool:
        """Whether *both* is the subject of a clause whose leg another clause names: *left is worse but both ache*."""
        clause, tokens = self.view.clauses[self.view.clause_of[match.first]], self.view.tokens
        i = clause.start
        while i < match.first and (tokens[i].kind == SIGN or tokens[i].word in self.view.grammar.joining):
            i += 1
        both = self.view.side_at.get(i) == "both" and tokens[i].word in self.view.grammar.pronoun
        return both and match.carried and i < match.first

    def _sites(self, draft: Draft) -> None:
        finding = self.reader.kb.findings.get(draft.id)
        group = draft.match.group
        wants_site, wants_side = "site" in draft.accepts, "side" in draft.accepts
        if group is None and (wants_site or wants_side or (finding and finding.topic != "body")):
            if wants_site or wants_side:
                group, draft.match.carried = leg_for(self.view, draft.match.head)
            else:
                group = nearest_group(self.view, draft.match.head)
                group = group if group and group.has_leg else None
            if group is None and wants_site and draft.id not in self.reader.leg_only:
                group = nearest_group(self.view, draft.match.head)
            draft.match.group = group
        if group is not None and draft.verdict.state == "absent" and self._apart(draft.match, group):
            draft.match.group = group = None
        if group is None or not group.sites:
            if wants_side or (finding and finding.topic != "body"):
                draft.side = self._told_side(draft.match)
            return
        if wants_site:
            draft.site = group.values()
        if finding is None or finding.topic != "body" or wants_side:
            draft.side = group.side()
        if draft.side is None and group.has_leg:
            draft.side = self._told_side(draft.match)
        if group.one and wants_side and draft.side is None:
            draft.told["side"] = ["one"]

    def _apart(self, match: Match, group: SiteGroup) -> bool:
        """Whether other words stand between a denied complaint and its site, so that it is not of that site."""
        low, high = (
            (match.head[-1] + 1, group.start) if group.start > match.head[-1] else (group.end, match.first)
        )
        between = self.view.tokens[low:high]
        return len(between) > 6 or any(token.word == "," for token in between)

    def _told_side(self, match: Match) -> Side | None:
        """A side told apart from the site, as in *pulses are absent on the right*."""
        tokens = self.view.tokens
        clause = self.view.clauses[self.view.clause_of[match.first]]
        grammar = self.view.grammar
        follow = grammar.behind_side
        for i in range(clause.start + 1, clause.end):
            side = self.view.side_at.get(i)
            if side is None:
                continue
            after = tokens[i + 1].word if i + 1 < clause.end else ""
            ends = i + 1 >= clause.end or tokens[i + 1].kind or after in follow
            lone = after in grammar["side"] and tokens[i - 1].kind == SIGN
            if ends and (lone or tokens[i - 1].word in self._owned or side == "both"):
                return side
        return None

    def _compared(self, match: Match) -> bool:
        """Whether both sides are told and compared: *left > right*, *worse on the left than the right*."""
        tokens, side_at = self.view.tokens, self.view.side_at
        clause = self.view.clauses[self.view.clause_of[match.first]]
        here = range(clause.start, clause.end)
        sides = [(i, side) for i, side in side_at.items() if i in here and side != "both"]
        for (low, one), (high, other) in pairwise(sides):
            between = {token.word for token in tokens[low + 1 : high]}
            if (
                one != other
                and high - low <= _COMPARED
                and between & ({">", "<"} | self.view.grammar["than"])
            ):
                return between.isdisjoint(self.view.grammar.bigger)
        return False

    def inherit_side(self, drafts: list[Draft]) -> None:
        """When the text speaks of one side only, a single leg named without side is that one.

        Else a general complaint that is there, of a leg told in the singular, is of one leg, we do not know which.
        """
        told = {site.side for site in self.view.sites if site.is_leg and site.side} | self._sides_alone()
        if len(told) == 1 and "both" not in told:
            self._take_side(drafts, told)
        for draft in drafts:
            group = draft.match.group
            single = group is not None and bool(group.sites) and all(site.single for site in group.sites)
            plain = draft.verdict.state == "present" and draft.id not in self.reader.rules.implies
            if single and plain and "side" in draft.accepts and draft.side is None:
                draft.told.setdefault("side", ["one"])

    def _sides_alone(self) -> set[Side]:
        """Sides told apart from any site: *especially on the right side*."""
        tokens = self.view.tokens
        return {
            side
            for i, side in self.view.side_at.items()
            if 2 <= i < len(tokens) - 1
            and tokens[i + 1].word in self.view.grammar["side"]
            and tokens[i - 2].word in self.view.grammar["on-side"]
            and tokens[i - 1].word in self._owned
        }

    def _take_side(self, drafts: list[Draft], told: set[Side]) -> None:
        """Give the only side that is told to what is told of a leg without side."""
        for draft in drafts:
            if draft.kind == "finding" and draft.site and draft.side is None and "side" in draft.accepts:
                group = draft.match.group
                if (
                    group
                    and not any(site.plural or site.one for site in group.sites)
                    and "side" not in draft.told
                ):
                    draft.side = next(iter(told))
