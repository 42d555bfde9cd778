"""Care: whom the writer looks after at work (*a patient of mine*), who looks after the patient, and where."""

from __future__ import annotations

from crural.concepts.base import Setting
from crural.language.phrases import find_phrases
from crural.language.roles import Roles
from crural.language.tokens import WORD, Token
from crural.language.view import View

_NEAR = 4
_SETTINGS: tuple[Setting, ...] = ("community", "primary-care", "emergency", "referral")


def in_care(view: View, roles: Roles) -> set[int]:
    """The tokens that name somebody in the care of the writer; empty when the writer is nobody who cares for others."""
    tokens, grammar = view.tokens, view.grammar
    named = [i for i, token in enumerate(tokens) if token.word in roles.in_care]
    if not named:
        return set()
    works = _works_in_care(tokens, roles)

    def theirs(index: int) -> bool:
        before = tokens[index - 1].word if index else ""
        earlier = tokens[index - 2].word if index > 1 else ""
        behind = [token.word for token in tokens[index + 1 : index + 3]]
        if earlier in grammar["am"] or before in grammar["am"]:
            return False
        owned = before in roles.our or (len(behind) > 1 and behind[0] in roles.of and behind[1] in roles.our)
        return owned or (
            works and (before in grammar.article or before in grammar["a-stranger"] or not before)
        )

    return {i for i in named if theirs(i)}


def _works_in_care(tokens: list[Token], roles: Roles) -> bool:
    """Whether the writer says *I am a nurse*, *I work as a carer*."""
    for i, token in enumerate(tokens):
        if token.word in roles.staff or token.word in roles.carer:
            before = tokens[max(0, i - _NEAR) : i]
            if any(t.word in roles.works and t.sentence == token.sentence for t in before):
                return True
    return False


def setting_of(tokens: list[Token], roles: Roles) -> Setting | None:
    """Where the person is seen, as the first phrase that says so."""
    for cue in find_phrases(tokens, roles.care):
        for setting in _SETTINGS:
            if cue.group == setting:
                return setting
    return None


def of_staff(view: View, roles: Roles, index: int) -> bool:
    """Whether the subject of the clause is somebody who looks after the patient: *the doctor is confused*."""
    clause, grammar = view.clauses[view.clause_of[index]], view.grammar
    words = [view.tokens[i].word for i in range(clause.start, index)]
    named = next((i for i, word in enumerate(words) if word in roles.staff), len(words))
    owners = grammar.possessive | grammar.article | grammar.both_and
    if named + 1 >= len(words) or words[named + 1] not in grammar.linking:
        return False
    if any(
        view.tokens[clause.start + i].kind == WORD and word not in owners
        for i, word in enumerate(words[:named])
    ):
        return False
    return all(word in grammar.filler | grammar.linking for word in words[named + 1 :])
