"""Finds the sex of the person that a text is about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crural.concepts.base import Sex
from crural.language.phrases import find_phrases

if TYPE_CHECKING:
    from crural.language.people import People


def find_sex(people: People) -> Sex | None:
    """The sex of the person a text is about, where its words tell it."""
    roles, tokens = people.roles, people.tokens
    if people.about == "other" and people.who in roles.sex_of:
        return "female" if roles.sex_of[people.who] == "female" else "male"
    if people.age_at >= 0:
        for i in range(max(0, people.age_at - 3), min(len(tokens), people.age_at + 9)):
            if tokens[i].sentence != tokens[people.age_at].sentence or i in people.relative:
                continue
            word = tokens[i].word
            after_age = i and (
                tokens[i - 1].word in people.roles.old
                or tokens[i - 1].word in people.view.grammar["age-mark"] | {"/"}
                or (
                    i == people.age_at + 1
                    and i > 1
                    and tokens[i - 2].word in {",", *people.view.grammar["am"]}
                )
            )
            if word in people.view.grammar["sex-letter"] and not (
                tokens[i].joined or _capital(people, i) or after_age
            ):
                continue
            if (
                word in roles.female
                or (word in roles.male and word not in people.view.grammar["male-letter"])
                or (word in people.view.grammar["male-letter"] and i <= people.age_at + 4)
            ):
                return "female" if word in roles.female else "male"
    for i, token in enumerate(tokens[:80]):
        article = i and (tokens[i - 1].word == ":" or tokens[i - 1].word in people.view.grammar["before-sex"])
        if article and i not in people.relative and len(token.word) > 1:
            if token.word in roles.female:
                return "female"
            if token.word in roles.male:
                return "male"
    for cue in find_phrases(tokens, roles.only):
        if cue.start not in people.relative:
            return "female" if cue.group == "female" else "male"
    if people.about == "self" and any(t.word in people.view.grammar["i-my"] for t in tokens[:2000]):
        return None
    count = Counter[str]()
    for i, token in enumerate(tokens[:2000]):
        if i not in people.relative:
            count["female"] += token.word in roles.she
            count["male"] += token.word in roles.he
    if count["female"] == count["male"]:
        return None
    return "female" if count["female"] > count["male"] else "male"


def _capital(people: People, index: int) -> bool:
    token = people.tokens[index]
    return people.view.text[token.start : token.start + 1].isupper()
