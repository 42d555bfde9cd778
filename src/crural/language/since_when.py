"""Times told in a sentence without a complaint: *It began two days ago.* *About two weeks, I think.*."""

from __future__ import annotations

from crural.language.context import Context
from crural.language.drafts import Draft
from crural.language.quantities import Time
from crural.language.tokens import NUMBER, SIGN
from crural.language.view import View

_BACK, _AHEAD = 6, 2


def tells_when(view: View, context: Context, time: Time) -> bool:
    """Whether a sentence without complaint says since when something has been there."""
    number = view.clause_of[time.start]
    clause = view.clauses[number]
    if view.groups_in.get(number):
        return False
    subject = view.tokens[clause.start].word
    return (
        clause.carried
        or subject in view.grammar.verb
        or time.start <= clause.start + 1
        or (context.began(number) and subject not in view.grammar.subject)
    )


def bare(view: View, time: Time) -> bool:
    """Whether a sentence tells a time and nothing else: *I would say about six months*."""
    grammar, tokens = view.grammar, view.tokens
    sentence = tokens[time.start].sentence
    start, end = time.start, time.end
    while start and tokens[start - 1].sentence == sentence:
        start -= 1
    while end < len(tokens) and tokens[end].sentence == sentence:
        end += 1
    words = [tokens[i] for i in (*range(start, time.start), *range(time.end, end))]
    small = grammar.filler | grammar.light | grammar.subject | grammar.pronoun | grammar["beside-time"]
    said = {token.word for token in words}
    if any(token.kind == NUMBER or (token.kind != SIGN and token.word not in small) for token in words):
        return False
    if grammar["elsewhere-then"] & said:
        return False
    return grammar.denial.isdisjoint(said) or not grammar["not-well"].isdisjoint(said)


def told_before(view: View, drafts: list[Draft], time: Time) -> list[Draft]:
    """The complaints of the clause that a bare time answers: the last complaint, unless something
    else (a medicine, an illness) without a time of its own is told between.
    """
    sentence = view.tokens[time.start].sentence
    tokens, clause_of = view.tokens, view.clause_of
    near = [d for d in drafts if d.at < time.start and sentence - tokens[d.at].sentence <= _BACK and d.stands]
    complaints = [d for d in near if d.kind == "finding" and not d.dropped]
    if not complaints:
        return []
    number = max(clause_of[d.at] for d in complaints)
    later = [d for d in near if tokens[d.at].sentence > view.clauses[number].sentence and d.kind != "finding"]
    if any(not _dated(view, d) for d in later):
        return []
    group = view.clauses[number].group
    return [d for d in complaints if view.clauses[clause_of[d.at]].group == group]


def _dated(view: View, draft: Draft) -> bool:
    """Whether the clause of something has a time of its own: *I have smoked all my life*."""
    clause = view.clauses[view.clause_of[draft.at]]
    return bool(view.times_between(clause.start, clause.end - 1))


def follows(view: View, drafts: list[Draft], time: Time) -> list[Draft]:
    """The complaints that an opening time is told of: *It all began six days ago. My legs went weak.*."""
    sentence = view.tokens[time.start].sentence
    complaints = [d for d in drafts if d.kind == "finding" and d.stands and not d.dropped]
    ahead = [d for d in complaints if 0 < view.tokens[d.at].sentence - sentence <= _AHEAD]
    if not ahead or any(0 <= sentence - view.tokens[d.at].sentence <= _BACK for d in complaints):
        return []
    first = min(view.tokens[d.at].sentence for d in ahead)
    return [d for d in ahead if view.tokens[d.at].sentence == first]
