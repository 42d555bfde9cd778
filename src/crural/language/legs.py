"""Says which leg sites a complaint belongs to, in its own clause or carried over from another."""

from __future__ import annotations

from crural.language.sites import SiteGroup
from crural.language.tokens import SIGN, WORD
from crural.language.view import View

_BACK_CLAUSES = 12
_ATTACHED = 4
_DENIED = 6


def leg_for(view: View, head: tuple[int, ...]) -> tuple[SiteGroup | None, bool]:
    """The leg sites that a complaint word belongs to, and whether they were carried from another clause.

    None when the complaint belongs to another part of the body or to none.
    """
    number = view.clause_of[head[0]]
    groups = view.groups_in.get(number)
    if not groups:
        return _carried(view, number, head), True
    best, distance = _nearest(view, head, groups)
    if not best.has_leg:
        attached = distance <= _ATTACHED
        for group in groups:
            if group.has_leg and (not attached or _spreads(view, head, group)):
                return group, False
        if not attached and _denied(view, number, head):
            return SiteGroup(head[0], head[0] + 1, []), True
        return None, False
    return best, False


def _denied(view: View, number: int, head: tuple[int, ...]) -> bool:
    """Whether a complaint word stands behind a word of denial in its clause."""
    noun = view.tokens[head[0]].word in view.grammar.complaint or _alone(view, number, head)
    start = view.clauses[number].start
    denials = view.grammar.denial
    return noun and any(view.tokens[i].word in denials for i in range(start, head[0]))


def _nearest(view: View, head: tuple[int, ...], groups: list[SiteGroup]) -> tuple[SiteGroup, int]:
    gaps = [(_distance(view, head, group), number) for number, group in enumerate(groups)]
    gap, number = min(gaps)
    return groups[number], gap


def attached(view: View, head: tuple[int, ...]) -> bool:
    """Whether some site stands close to a complaint word."""
    groups = view.groups_in.get(view.clause_of[head[0]])
    return groups is not None and _nearest(view, head, groups)[1] <= _ATTACHED


def nearest_group(view: View, head: tuple[int, ...]) -> SiteGroup | None:
    """The sites in the clause that a complaint word stands nearest to."""
    groups = view.groups_in.get(view.clause_of[head[0]])
    return _nearest(view, head, groups)[0] if groups else None


def _distance(view: View, head: tuple[int, ...], group: SiteGroup) -> int:
    """How far a complaint word stands from a group of sites; commas and verbs count more."""
    if group.end <= head[0]:
        low, high, bonus = group.end, head[0], 0
    elif group.start > head[-1]:
        low, high, bonus = head[-1] + 1, group.start, 0
        if low < high and view.tokens[low].word in view.grammar.place:
            bonus = -2
    else:
        return -3
    extra = bonus
    for i in range(low, min(high, low + 30)):
        if (
            view.tokens[i].kind == SIGN
            or view.tokens[i].word in view.grammar.both_and | view.grammar.either_or
        ):
            extra += 2
        if view.tokens[i].word in view.grammar.denial:
            extra += _DENIED
    return high - low + extra


def _spreads(view: View, head: tuple[int, ...], group: SiteGroup) -> bool:
    """Whether the complaint is said to run on into the group's sites."""
    low, high = (head[-1] + 1, group.start) if group.start > head[-1] else (group.end, head[0])
    return any(view.tokens[i].word in view.grammar.spread for i in range(low, high))


def _of_thing(view: View, head: tuple[int, ...]) -> bool:
    """Whether an adjective is told of some thing: *the coffee is weak*, *a swollen river*."""
    tokens, grammar, small_words = view.tokens, view.grammar, view.tools.lexicon.small
    if tokens[head[0]].word not in grammar.adjective:
        return False
    clause = view.clauses[view.clause_of[head[0]]]

    def thing(index: int) -> bool:
        token = tokens[index]
        plainly = (
            token.kind == WORD
            and token.key not in small_words
            and not token.word.endswith(tuple(grammar["gerund-ending"]))
        )
        known = (
            grammar.joining
            | grammar.part
            | grammar.complaint
            | grammar.verb
            | grammar.subject
            | grammar.no_one
        )
        return plainly and token.word not in known and not view.times_between(index - 3, index)

    after, before = head[-1] + 1, head[0] - 1
    if before >= clause.start and tokens[before].word in grammar.article and after < clause.end:
        return thing(after)
    linked = False
    while before >= clause.start:
        word = tokens[before].word
        linked = linked or word in grammar.linking
        small = word in grammar.linking or tokens[before].key in small_words
        if word in grammar.subject or word in grammar.preposition or not small:
            break
        before -= 1
    return linked and before >= clause.start and thing(before)


def _alone(view: View, number: int, head: tuple[int, ...]) -> bool:
    """Whether a clause is nothing but a denied complaint word, behind others: *not red*, *not hot*."""
    clause, denials = view.clauses[number], view.grammar.denial
    words = [i for i in range(clause.start, clause.end) if i not in head and not view.tokens[i].kind]
    small = denials | view.grammar.filler | view.grammar.both_and | view.grammar.either_or
    return (
        number > 0
        and any(view.tokens[i].word in denials for i in words)
        and all(view.tokens[i].word in small for i in words)
    )


def _object(view: View, head: tuple[int, ...]) -> bool:
    """Whether the object is a pronoun: *cannot move it* (not *cannot move it much*)."""
    after = [token.word for token in view.tokens[head[-1] + 1 : head[-1] + 3]]
    return (
        after[:1] != []
        and after[0] in view.grammar.object
        and (len(after) < 2 or after[1] not in view.grammar.degree)
    )


def _meant(view: View, number: int) -> SiteGroup | None:
    """The leg sites that *it* or *them* stands for: the last before, of this sentence or the one before."""
    for other in range(number, max(-1, number - 1 - _BACK_CLAUSES), -1):
        if view.clauses[number].sentence - view.clauses[other].sentence > 1:
            break
        groups = view.groups_in.get(other)
        if groups:
            return groups[-1] if groups[-1].has_leg else None
    return None


def _complained(view: View, number: int) -> bool:
    """Whether the clause before, of the same sentence, names a complaint."""
    here, before = view.clauses[number], view.clauses[max(0, number - 1)]
    words = (view.tokens[i].word for i in range(before.start, before.end))
    return number > 0 and before.sentence == here.sentence and any(w in view.grammar.complaint for w in words)


def _carried(view: View, number: int, head: tuple[int, ...]) -> SiteGroup | None:
    """The leg sites that another clause gives, or a group without sites where only the leg can be meant."""
    clause = view.clauses[number]
    if _object(view, head):
        return _meant(view, number)
    if clause.general:
        return SiteGroup(head[0], head[0] + 1, []) if _denied(view, number, head) else None
    noun = view.tokens[head[0]].word in view.grammar.complaint or _alone(view, number, head)
    noun = noun or (clause.carried and not view.sites and _complained(view, number))
    if not (clause.carried or noun) or _of_thing(view, head):
        return None
    reach = 3 if clause.carried else 2
    for other in range(number - 1, max(-1, number - 1 - _BACK_CLAUSES), -1):
        if clause.sentence - view.clauses[other].sentence > reach:
            break
        groups = view.groups_in.get(other)
        if groups:
            return groups[-1] if groups[-1].has_leg else None
    after = number + 1
    if after < len(view.clauses) and view.clauses[after].sentence == clause.sentence:
        groups = view.groups_in.get(after)
        if groups and groups[0].has_leg and not view.clauses[after].general:
            return groups[0]
    legs = any(site.is_leg for site in view.sites)
    denied = _denied(view, number, head)
    if noun and (legs or denied or not view.sites):
        return SiteGroup(head[0], head[0] + 1, [])
    return None
