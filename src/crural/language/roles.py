"""The words of people: relatives, sexes, ages, places of care."""

from __future__ import annotations

from crural.language.words import Words, phrase_index


class Roles:
    """The words of people, made once for a language pack."""

    def __init__(self, words: Words) -> None:
        def group(name: str) -> frozenset[str]:
            return words.group("people", name)

        self.sex_of = dict.fromkeys(group("relative-female"), "female")
        self.sex_of.update(dict.fromkeys(group("relative-male"), "male"))
        self.animals = group("animal")
        self.relatives = frozenset(self.sex_of) | group("relative") | self.animals
        self.not_kin, self.staff = group("not-kin"), group("staff")
        self.described, self.bare, self.unlike = group("described"), group("bare"), group("unlike")
        self.strangers = self.not_kin - frozenset(self.sex_of) - group("client")
        self.observer, self.agent, self.unwell = group("observer"), group("agent"), group("unwell")
        self.teller, self.according = group("teller"), group("according")
        self.female, self.male = group("female"), group("male")
        self.she, self.he = group("female-pronoun"), group("male-pronoun")
        self.first, self.patient = group("first"), group("patient")
        self.year, self.old, self.month = group("year"), group("old"), group("month")
        self.family = group("family")
        self.in_care, self.carer = group("in-care"), group("carer")
        self.same = group("same")
        self.works, self.our = group("works"), group("our")
        self.of = group("of")
        self.child, self.children = group("child"), group("children")
        raw = words.raw.get("people", {})
        self.only = phrase_index((sex, raw.get(f"{sex}-only", ())) for sex in ("female", "male"))
        self.care = phrase_index(words.raw.get("care", {}).items())
        self.pregnancy_ids = frozenset(raw.get("pregnancy-factor", ()))
