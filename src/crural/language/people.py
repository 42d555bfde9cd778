"""Who the patient is: the writer or a relative; age and sex; and which words speak of other relatives."""

from __future__ import annotations

from typing import Literal

from crural.language.ages import AgeFinder
from crural.language.in_care import in_care
from crural.language.items import Marks
from crural.language.roles import Roles
from crural.language.sexes import find_sex
from crural.language.sites import SiteGroup
from crural.language.tokens import NUMBER, SIGN, WORD
from crural.language.view import View

_FOLLOW, _LIST, _LATELY = 300, 8, 7.0


class People:
    """What one text says about who is meant."""

    def __init__(self, view: View, marks: Marks, roles: Roles) -> None:
        self.view = view
        self.tokens = view.tokens
        self.marks = marks
        self.roles = roles
        self.relative: dict[int, str] = {}
        self._vignette = self._is_vignette()
        self._in_care = in_care(view, roles)
        self._scopes = self._find_scopes()
        self.who = self._find_who()
        self.about: Literal["self", "other"] = "other" if self.who else "self"
        for word, start, scope in self._scopes:
            if (
                self.about == "other" and word == self.who and not self._others(start)
            ) or start in self._in_care:
                continue
            for i in scope:
                self.relative.setdefault(i, word)
        ages = AgeFinder(view, roles, self.relative, self.about == "other")
        self.age, self.age_at = ages.find()
        self.age = ages.decade() if self.age is None else self.age
        self.sex = find_sex(self)

    def relative_at(self, index: int) -> str:
        """The relative that a token is about; empty when it is about the patient."""
        return self.relative.get(index, "")

    def _is_relative(self, index: int) -> bool:
        """Whether a token names a relative, also with *'s* (*my mother's leg*)."""
        token = self.tokens[index]
        names = self.roles.relatives
        return token.word in names or (token.word[:-1] in names and (token.clitic or self._owns(index)))

    def _find_scopes(self) -> list[tuple[str, int, range]]:
        """Mentions of relatives with the tokens that speak of them."""
        scopes = []
        tokens, roles = self.tokens, self.roles
        for i, token in enumerate(tokens):
            word = token.word
            if word[:-1] in roles.relatives and (token.clitic or self._owns(i)):
                word = word[:-1]
            if i in self._in_care:
                scopes.append((word, i, self._scope(i)))
                continue
            if word not in roles.relatives or token.kind != WORD:
                continue
            behind = tokens[i + 1].word if i + 1 < len(tokens) else ""
            plural = word.endswith(tuple(self.view.grammar["plural-ending"])) and word[:-1] in roles.relatives
            if plural and behind in roles.relatives:
                continue
            before = tokens[i - 1].word if i else ""
            described = before in roles.described or (i and tokens[i - 1].kind == NUMBER) or self._one_word(i)
            step = 2 if described else 1
            owner = tokens[i - step].word if i >= step else ""
            aged = i and before in roles.old
            stranger = owner in self.view.grammar["a-stranger"] and word in roles.strangers
            stranger = stranger or (owner in self.view.grammar["the"] and word in roles.children)
            if not (owner in self.view.grammar.possessive or word in roles.bare or aged or stranger):
                continue
            if i > step and tokens[i - step - 1].word in roles.agent and self._no_subject(i + 1):
                continue
            if self._observes(i) or self._born(i) or self._according(i):
                continue
            scopes.append((word, i, self._scope(i)))
        return scopes

    def _one_word(self, index: int) -> bool:
        """Whether one word of any kind, no part of the body, stands between *my* and a relative: *my diabetic dad*."""
        between = index - 1
        joins = self.view.grammar.both_and | self.view.grammar.possessive | self.roles.relatives
        return (
            index > 1
            and self.tokens[index - 2].word in self.view.grammar["mine"]
            and self.tokens[between].kind == WORD
            and self.tokens[between].word not in joins
            and self.view.group_at(between) is None
        )

    def _owns(self, index: int) -> bool:
        """Whether a word that ends in *s* stands for *'s*: *my nans leg*."""
        ends = self.tokens[index].word.endswith(tuple(self.view.grammar["plural-ending"]))
        group = self.view.group_at(index + 1) if ends else None
        return group is not None and group.start == index + 1

    def _no_subject(self, index: int) -> bool:
        """Whether neither *who* nor a verb of being follows: *brought by her son* names a helper only."""
        words = {token.word for token in self.tokens[index : index + 2]}
        return words.isdisjoint(self.roles.unwell | self.view.grammar.linking)

    def _observes(self, index: int) -> bool:
        """Whether a relative only sees or says something: *my wife says I limp*, not *Gran says her legs ...*."""
        tokens, roles = self.tokens, self.roles
        for i in range(index + 1, min(index + 3, len(tokens))):
            if tokens[i].sentence != tokens[index].sentence:
                return False
            behind = {token.word for token in tokens[i + 1 : i + 4]}
            if tokens[i].word in roles.observer:
                own = not behind.isdisjoint(self._pronouns(index)) and tokens[index].word in roles.bare
                return not (own and behind.isdisjoint(roles.first))
            if tokens[i].word in roles.teller:
                others = (roles.she | roles.he) - self._pronouns(index)
                return not behind.isdisjoint(roles.first | others)
        return False

    def _pronouns(self, index: int) -> frozenset[str]:
        """The pronouns that may stand for the relative named at a token."""
        sex = self.roles.sex_of.get(self.tokens[index].word)
        she, he = self.roles.she, self.roles.he
        return she if sex == "female" else he if sex == "male" else she | he

    def _born(self, index: int) -> bool:
        """Whether a child is named only as the one that was born: *since the birth of her son*."""
        before = self.tokens[max(0, index - 3) : index]
        words = [token.word for token in before]
        birth = self.view.grammar["birth-of"]
        return self.tokens[index].word in self.roles.child and any(
            word in birth and words[i + 1 : i + 2] == [of]
            for of in self.roles.of
            for i, word in enumerate(words)
        )

    def _according(self, index: int) -> bool:
        """Whether what is told is a relative's word about the patient: *according to his wife*."""
        return any(token.word in self.roles.according for token in self.tokens[max(0, index - 3) : index])

    def _scope(self, index: int) -> range:
        """The tokens of the sentence that speak of the relative named at `index`."""
        tokens, grammar, roles = self.tokens, self.view.grammar, self.roles
        sentence = tokens[index].sentence
        low = index
        if index > 1 and tokens[index - 2].word in grammar["in-whom"]:
            clause = self.view.clauses[self.view.clause_of[index]]
            low = clause.start
        vignette = self._vignette
        i = index + 1
        while i < len(tokens) and tokens[i].sentence == sentence:
            word = tokens[i].word
            if word in grammar.contrast and i > index + 1:
                break
            if word in roles.first and word not in grammar["my"] and (i > index + 1 or self._like(index)):
                break
            owned = word in grammar["mine"] and i + 1 < len(tokens)
            if owned and (not self._is_relative(i + 1) or tokens[i - 1].word in grammar.both_and | {","}):
                break
            if (
                vignette
                and (word in roles.she or word in roles.he or word in roles.patient)
                and i > index + 1
            ) and (
                tokens[i - 1].kind == SIGN
                or tokens[i - 1].word in grammar.both_and
                or tokens[i - 1].word in roles.patient | grammar["the"]
            ):
                break
            i += 1
        return range(low, i)

    def _is_vignette(self) -> bool:
        return not any(token.word in self.roles.first for token in self.tokens[:400])

    def _others(self, start: int) -> bool:
        """Whether a mention of a relative belongs to the patient (*her mother*), not to the writer."""
        return any(self.tokens[i].word in self.view.grammar["their"] for i in range(max(0, start - 2), start))

    def _find_who(self) -> str:
        """The relative that the text is about; empty when it is about the writer."""
        if not self._scopes or self._tells_of_self():
            return ""
        grammar = self.view.grammar
        for word, start, scope in self._scopes[:_FOLLOW]:
            if self._others(start) or (word in self.roles.strangers and self._speaks_of_self(scope)):
                continue
            words = self._words_behind(start, scope)
            words = words[2:] if len(words) > 1 and grammar["of-mine"].issuperset(words[:2]) else words
            words = words[1:] if words and words[0] in self.roles.relatives else words
            if word in self.roles.animals or self._compared(start) or self._in_family_list(start):
                continue
            told = any(i in self.marks.concepts and i not in self.marks.diseases for i in scope) or any(
                self.tokens[i].kind == NUMBER for i in scope
            )
            if not told and not self._told_later(scope):
                continue
            past = words[:1] and words[0] in grammar["past-kin"] and grammar["own-now"].isdisjoint(words[1:])
            if past and not self._told_later(scope) and not self._of_late(scope):
                continue
            return word
        return ""

    def _of_late(self, scope: range) -> bool:
        """Whether what is told happened within a week: *my dad had chest pain this morning*."""
        times = self.view.times_between(scope.start, scope.stop - 1)
        return any(time.days is not None and time.days <= _LATELY for time in times)

    def _words_behind(self, start: int, scope: range) -> list[str]:
        """The words that follow a relative, without signs and an age in front: *my dad, 70, had a stroke*."""
        first = start + 1
        while first < scope.stop and self.tokens[first].kind != WORD:
            first += 1
        return [self.tokens[i].word for i in range(first, scope.stop)]

    def _compared(self, start: int) -> bool:
        """Whether a relative is only named for comparison: *unlike my mum*, *my sister had the same pain*."""
        return self._like(start) or self._had_the_same(start)

    def _like(self, start: int) -> bool:
        words = [token.word for token in self.tokens[max(0, start - 3) : start]]
        return not self.roles.unlike.isdisjoint(words[-2:]) or not self.roles.same.isdisjoint(words)

    def _had_the_same(self, start: int) -> bool:
        """Whether a relative once had what the writer has, nothing of today: *my sister had the same numb feet*."""
        tokens, grammar = self.tokens, self.view.grammar
        words = [token.word for token in tokens[start + 1 : start + 4]]
        if words[:1] == [] or words[0] not in grammar["had"] or words[-1] not in self.roles.same:
            return False
        scope = self._scope(start)
        of_today = any(tokens[i].word in grammar.of_today for i in scope)
        timed = bool(self.view.times_between(start, scope.stop - 1))
        return (
            not of_today and not timed and any(i in self.marks.concepts for i in range(start + 4, start + 7))
        )

    def _in_family_list(self, start: int) -> bool:
        """Whether *family history* or *FHx* stands shortly before, in the sentence."""
        tokens, family = self.tokens, self.roles.family
        near = tokens[max(0, start - _LIST) : start]
        return any(t.word in family and t.sentence == tokens[start].sentence for t in near)

    def _speaks_of_self(self, scope: range) -> bool:
        """Whether the writer says *I have* or *I am* outside of what is told of another person."""
        grammar = self.view.grammar
        light = grammar.light
        for i, token in enumerate(self.tokens[:-1]):
            if i in scope or token.word not in self.roles.first:
                continue
            verbs = {t.word for t in self.tokens[i + 1 : i + 3]}
            if token.word in grammar["im-ive"] or (
                token.word in grammar["i"] and not verbs.isdisjoint(light)
            ):
                return True
        return False

    def _told_later(self, scope: range) -> bool:
        """Whether sentences behind go on about him or her with a complaint."""
        stop = min(len(self.tokens), scope.stop + _FOLLOW)
        pronouns = self.roles.she | self.roles.he | self.view.grammar["they"]
        told = any(i in self.marks.concepts for i in range(scope.stop, stop))
        return told and any(token.word in pronouns for token in self.tokens[scope.stop : stop])

    def _tells_of_self(self) -> bool:
        """Whether the writer tells of his or her own body."""
        tokens, grammar = self.tokens, self.view.grammar
        for group in self.view.groups:
            for i in range(max(0, group.start - 3), group.start):
                if (
                    tokens[i].word in grammar["mine"]
                    and not any(self._is_relative(j) for j in range(i + 1, group.start))
                    and not self._well(group)
                ):
                    return True
        inside = {i for _, _, scope in self._scopes for i in scope}
        for i, token in enumerate(tokens):
            if token.word in grammar["i-am"] and i not in inside:
                clause = view_clause = self.view.clauses[self.view.clause_of[i]]
                end = next((j for j in range(i, clause.end) if j in inside), clause.end)
                if (
                    any(j in self.marks.concepts and j not in inside for j in range(i, end))
                    and (
                        tokens[i + 1 if i + 1 < len(tokens) else i].word not in grammar["worry-am"]
                        or view_clause.general
                    )
                    and not any(tokens[j].word in grammar["observing"] for j in range(i, end))
                ):
                    return True
            if (
                token.word in grammar["mine"]
                and i + 1 < len(tokens)
                and i + 1 in self.marks.concepts
                and i not in inside
                and i + 2 not in inside
            ) and tokens[i + 1].word not in grammar.filler:
                return True
        return False

    def _well(self, group: SiteGroup) -> bool:
        """Whether a part of the body is told to be well, and nothing else: *my legs are ok*."""
        clause = self.view.clauses[self.view.clause_of[group.start]]
        inside = range(clause.start, clause.end)
        fine = any(self.tokens[i].word in self.view.grammar["fine"] for i in inside)
        denied = any(self.tokens[i].word in self.view.grammar.denial for i in inside)
        return fine and not denied and not any(i in self.marks.concepts for i in inside)
