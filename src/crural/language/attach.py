"""Gives each complaint what is told of it: qualities, severity and onset (since when: `dating`).

What is told belongs to the complaints of its own clause, else of the clauses that share their subject,
else of the sentence, else (where its sentence has no complaint) of the complaint before.
"""

from __future__ import annotations

from collections import Counter

from crural.language.context import Context
from crural.language.drafts import Draft, Near
from crural.language.matching import Match
from crural.language.owners import owners, same_clause
from crural.language.polarity import no_relief
from crural.language.verdicts import Verdict, any_more
from crural.language.view import View

_CLOSE = 3
_OF_ITSELF = frozenset({"character", "severity"})
_RESTRICTING = frozenset({"provoked-by", "time-of-day"})


def attach_qualities(
    view: View, context: Context, drafts: list[Draft], qualities: list[tuple[Match, str, str]]
) -> None:
    """Attach (match, qualifier, value) to the complaints that they describe."""
    near = Near(drafts)
    told = Counter((view.clause_of[match.first], qualifier) for match, qualifier, _ in qualities)
    for match, qualifier, value in qualities:
        around = near.around(match.first)
        able = [d for d in around if qualifier in d.accepts]
        if not able or (qualifier in _OF_ITSELF and _of_other(view, around, able, match.first)):
            continue
        denied = context.denied.get(match.first)
        if denied and denied.start in match.core:
            denied = None
        refused = [d for d in same_clause(view, able, match.first) if d.verdict.state == "absent"]
        if refused and denied and qualifier in _RESTRICTING and context.denied.get(refused[0].at) is denied:
            _restrict(context, refused, able, qualifier, value)
            continue
        standing = [d for d in able if d.stands and not d.dropped]
        timed = [d for d in standing if d.time and not match.core.isdisjoint(range(d.time.start, d.time.end))]
        wanted = timed or (_closest(view, standing, match) if qualifier in _OF_ITSELF else [])
        if qualifier in _OF_ITSELF and told[view.clause_of[match.first], qualifier] > 1:
            wanted = [d for d in wanted if 0 < d.at - match.head[-1] <= _CLOSE][:1] or wanted
        wanted = wanted or owners(view, standing, match.first)
        if wanted and _too_far(view, around, wanted, match, qualifier):
            continue
        for draft in wanted:
            refuted = denied is not None or no_relief(view, context, match)
            if draft.verdict.rule == "conditional":
                refuted = draft.at < match.first < draft.verdict.at
            book = draft.without if refuted else draft.told
            values = book.setdefault(qualifier, [])
            if value not in values:
                values.append(value)


def _of_other(view: View, around: list[Draft], able: list[Draft], index: int) -> bool:
    """Whether a degree or kind is told of another complaint of its clause: *the skin is a little red*."""
    own = [d for d in same_clause(view, around, index) if d.kind == "finding"]
    return bool(own) and not same_clause(view, able, index)


def _closest(view: View, drafts: list[Draft], match: Match) -> list[Draft]:
    """The complaints whose own words are the quality (*aches*), else those of its clause."""
    own = [d for d in drafts if not d.match.content.isdisjoint(match.content)]
    here = same_clause(view, drafts, match.first)
    return own or here


def _too_far(view: View, drafts: list[Draft], wanted: list[Draft], match: Match, qualifier: str) -> bool:
    """Whether a quality of a later sentence is not about the complaint: the sentence speaks of something else."""
    here = view.clauses[view.clause_of[match.first]]
    if any(view.clauses[view.clause_of[d.at]].sentence == here.sentence for d in wanted):
        return False
    if any(view.clauses[view.clause_of[d.at]].sentence == here.sentence for d in drafts):
        return True
    groups = view.groups_in.get(view.clause_of[match.first], ())
    if groups and not any(group.has_leg for group in groups):
        return True
    return qualifier in ("character", "severity", "onset") and not here.carried


def _restrict(context: Context, refused: list[Draft], able: list[Draft], qualifier: str, value: str) -> None:
    """*No pain at rest*: what is denied is the circumstance, not the complaint."""
    for draft in refused:
        others = [d for d in able if d.id == draft.id and d.stands]
        for other in others:
            values = other.without.setdefault(qualifier, [])
            if value not in values:
                values.append(value)
        if others:
            draft.dropped = True
        elif over := any_more(context, context.denied.get(draft.at), draft.match.head[-1]):
            draft.verdict = Verdict("resolved", "no-longer", context.quote(over))
        else:
            draft.verdict = Verdict("uncertain", "denied-only-then", draft.verdict.cue)
            draft.without.setdefault(qualifier, []).append(value)
