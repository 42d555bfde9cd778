"""To which complaint something told elsewhere in the text belongs."""

from __future__ import annotations

from crural.language.drafts import Draft
from crural.language.view import View

BACK_SENTENCES = 3


def same_clause(view: View, drafts: list[Draft], index: int) -> list[Draft]:
    """Those of the drafts that stand in the clause of a token."""
    clause = view.clause_of[index]
    return [d for d in drafts if view.clause_of[d.at] == clause]


def owners(view: View, drafts: list[Draft], index: int) -> list[Draft]:
    """The complaints that something told at token `index` belongs to."""
    if not drafts:
        return []
    clauses, clause_of = view.clauses, view.clause_of
    here = clause_of[index]
    sentence, group = clauses[here].sentence, clauses[here].group
    same = [
        d
        for d in drafts
        if clauses[clause_of[d.at]].group == group
        and abs(clauses[clause_of[d.at]].sentence - sentence) <= BACK_SENTENCES
    ]
    if same:
        return same

    def last_clause(of: list[Draft]) -> list[Draft]:
        number = max(clauses[clause_of[d.at]].group for d in of)
        return [d for d in of if clauses[clause_of[d.at]].group == number]

    near = [d for d in drafts if clauses[clause_of[d.at]].sentence == sentence]
    if near:
        before = [d for d in near if d.at < index]
        if before:
            return last_clause(before)
        first = min(clauses[clause_of[d.at]].group for d in near)
        return [d for d in near if clauses[clause_of[d.at]].group == first]
    earlier = [d for d in drafts if 0 < sentence - clauses[clause_of[d.at]].sentence <= BACK_SENTENCES]
    if not earlier:
        return []
    latest = max(clauses[clause_of[d.at]].sentence for d in earlier)
    return last_clause([d for d in earlier if clauses[clause_of[d.at]].sentence == latest])
