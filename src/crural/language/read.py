"""Reads a free text: what it speaks of, how that is meant, and what is told of it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from crural.concepts.case import MAX_TEXT
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Kind, Reading
from crural.language.attach import attach_qualities
from crural.language.context import Context
from crural.language.dating import attach_begun, attach_dates, attach_lasting, attach_still, attach_times
from crural.language.drafts import Draft, merged
from crural.language.in_care import of_staff, setting_of
from crural.language.items import Marks
from crural.language.leftover import leftover
from crural.language.matching import Match, find_matches
from crural.language.mentions import Writer
from crural.language.moved import moved
from crural.language.noted_years import noted_years
from crural.language.pairs import find_pairs, without_sizes
from crural.language.people import People
from crural.language.phrases import Cue
from crural.language.place import Placer
from crural.language.polarity import polarized
from crural.language.quantities import Time
from crural.language.reader import Reader, reader_of
from crural.language.resolve import winners
from crural.language.sites import crossed
from crural.language.tokens import plain
from crural.language.values import find_values
from crural.language.verdicts import Verdict, verdict
from crural.language.view import View

_SHORT_VALUE = 5
_NEAR_PART = 6


def read(text: str, kb: KnowledgeBase, as_of: date | None = None) -> Reading:
    """What a text says, each reading with its quote and place in `text`. Never raises.

    text: at most 100,000 characters are read. kb: the knowledge base with the wordings.
    as_of: the day on which it was told; without it nobody knows how long ago *in June* was.
    """
    return _Pass(text[:MAX_TEXT], reader_of(kb), as_of).reading()


class _Pass:
    """One reading of one text."""

    def __init__(self, text: str, reader: Reader, as_of: date | None) -> None:
        self.text = text
        self.reader = reader
        lexicon = reader.lexicon
        tokens = lexicon.words.tokens(text)
        self.near = reader.speller.mend(tokens, text)
        self.view = view = View(plain(text), tokens, reader.tools, as_of)
        found = find_matches(view, lexicon)
        measures = [m for m in found if lexicon.targets[m.target][0] == "measure"]
        others = [m for m in found if lexicon.targets[m.target][0] != "measure"]
        self.placer = Placer(view, reader)
        self.things, self.qualities = winners(others, lexicon, reader.rules, view)
        self._firsts = [m.first for m in self.things]
        self._kinds: dict[int, set[str]] = {}
        for m in self.things:
            self._kinds.setdefault(view.clause_of[m.first], set()).add(lexicon.targets[m.target][0])
        kinds = ("condition", "factor")
        view.times = noted_years(
            view, (m for m in self.things if lexicon.targets[m.target][0] in kinds), as_of
        )
        marks = self._marks()
        self.people = People(view, marks, reader.roles)
        self.context = Context(view, marks, self.people)
        self._dated = [
            m.core
            for m in self.things
            if m.loose and lexicon.targets[m.target][0] == "factor" and not m.denies
        ]
        medicines = {i for m in self.things if lexicon.targets[m.target][0] == "medicine" for i in m.core}
        named = [
            (reader.kb.measures[lexicon.targets[m.target][1]], self._named(m))
            for m in measures
            if medicines.isdisjoint(m.core)
        ]
        self.pairs = find_pairs(view, reader.side_by_side, reader.sizes)
        self.values = without_sizes(find_values(view, named), self.pairs, reader.side_by_side)

    def _elsewhere(self, match: Match) -> bool:
        """Whether it is of no body, of another part of it, or of one side where two are told."""
        name = self.reader.lexicon.targets[match.target][1]
        groups = self.view.groups_in.get(self.view.clause_of[match.first], [])
        if name in self.reader.one_side and crossed(match.core, groups):
            return True
        return self.placer.of_elsewhere(match) or self.view.of_weather(match.head)

    def _named(self, match: Match) -> tuple[int, ...]:
        """The tokens that name what is measured, with the part of the leg that stands behind: *a mass in my thigh*."""
        group, last = match.group, max(match.core)
        near = group is not None and not match.carried and last < group.end <= last + _NEAR_PART
        return tuple(sorted(match.core | {group.end - 1} if group and near else match.core))

    def _marks(self) -> Marks:
        """What the cues must know of the things found."""
        view, lexicon = self.view, self.reader.lexicon
        marks = Marks({i for m in self.things for i in m.core})
        denials = view.grammar.denial | view.grammar.either_or
        marks.normal = {
            i
            for m in self.things
            if m.denies and not any(view.tokens[j].word in denials for j in m.core)
            for i in m.core
        }
        marks.locked = {i for m in self.things if not m.denies for i in m.core}
        marks.events = {
            i for m in self.things if lexicon.targets[m.target][0] in ("factor", "condition") for i in m.core
        }
        marks.diseases = {i for m in self.things if self._lasts(m) for i in m.core}
        marks.told = {i for m in self.qualities for i in m.head}
        marks.told |= {
            i for t in view.times if t.kind in ("span", "since", "ago") for i in range(t.start, t.end)
        }
        return marks

    def _lasts(self, match: Match) -> bool:
        """Whether it is a disease, or a factor that is no event: nothing that a person goes through now."""
        kind, name, _ = self.reader.lexicon.targets[match.target]
        return kind == "condition" or (kind == "factor" and not self.reader.is_event("factor", name))

    def reading(self) -> Reading:
        half = {id(m): self._half_denied(m) for m in self.things}
        things = [m for m in self.things if half[id(m)] is None or self._normal(m)]
        things = [m for m in things if not self._elsewhere(m)]
        drafts = [self._draft(m, half[id(m)]) for m in things if not self._of_value(m)]
        drafts = [d for d in drafts if not self._of_stranger(d)]
        lexicon = self.reader.lexicon
        taken = {i for value in self.values for i in self._tokens_of(value.start, value.end)}
        qualities = polarized(
            self.view,
            self.context,
            [
                (m, lexicon.targets[m.target][1], lexicon.targets[m.target][2])
                for m in self.qualities
                if taken.isdisjoint(m.content)
            ],
            self.reader.eased,
        )
        moved(self.view, drafts)
        attach_times(self.view, self.context, drafts, self._of_medicine)
        attach_begun(self.view, self.context, drafts)
        attach_still(self.view, self.context, drafts)
        attach_lasting(self.view, drafts)
        attach_dates(self.view, [d for d in drafts if self._happens(d)])
        self._recent_events(drafts)
        attach_qualities(self.view, self.context, drafts, qualities)
        drafts = merged([d for d in drafts if not d.dropped])
        self.placer.inherit_side(drafts)
        people = self.people
        writer = Writer(self.text, self.view, self.reader, people)
        mentions = writer.mentions(drafts, self.pairs)
        pregnant = writer.pregnant(mentions)
        rest = leftover(self.view, self.context, self.reader.lexicon, self.things, self.values, self.near)
        return Reading(
            mentions=mentions,
            values=tuple(
                value.model_copy(update={"quote": self.text[value.start : value.end]})
                for value in self.values
            ),
            age=people.age,
            sex="female" if pregnant and people.sex is None else people.sex,
            setting=setting_of(self.view.tokens, self.reader.roles),
            pregnant=pregnant,
            about=people.about,
            unread=rest.unread,
            alarming=rest.alarming,
            near=rest.near,
            readable=rest.readable,
        )

    def _recent_events(self, drafts: list[Draft]) -> None:
        """What happened within the time for which an event counts is not past.

        Of what happened on a day of the calendar, told we know not when, or is still to come, nobody can say.
        """
        limit = self.reader.kb.settings.event_days
        for draft in drafts:
            days = draft.time.days if draft.time else None
            if self._unknown_when(draft) and draft.time:
                low, high = draft.time.between or (0.0, limit + 1)
                if high <= limit or low > limit:
                    draft.verdict = draft.verdict if high <= limit else Verdict("past", "past-time")
                    continue
                draft.verdict = Verdict("uncertain", "day-unknown", self._written(draft.time))
                continue
            timed = draft.kind != "condition" and self._happens(draft) and draft.verdict.rule == "past-time"
            if timed and days is not None and days <= limit:
                draft.verdict = Verdict("present")

    def _unknown_when(self, draft: Draft) -> bool:
        """Whether an event that would be there happened on a day of which we do not know how long ago it was."""
        event = draft.kind != "condition" and self._happens(draft)
        unknown = draft.time is not None and (draft.time.undated or draft.time.kind == "ahead")
        return event and unknown and draft.verdict.state == "present"

    def _happens(self, draft: Draft) -> bool:
        """Whether it is an event, which has a day: no complaint, and nothing that lasts."""
        if draft.kind == "finding":
            return draft.id in self.reader.happenings
        return self.reader.is_event(draft.kind, draft.id)

    def _written(self, time: Time) -> str:
        """The words of a time."""
        tokens = self.view.tokens
        return self.text[tokens[time.start].start : tokens[time.end - 1].end]

    def _tokens_of(self, start: int, end: int) -> range:
        """The tokens between two offsets."""
        tokens = self.view.tokens
        first = bisect_left(tokens, start, key=lambda t: t.start)
        return range(first, bisect_left(tokens, end, key=lambda t: t.start))

    def _of_value(self, match: Match) -> bool:
        """Whether all its words belong to a measurement (*Ca 2.4 mmol/L*), unless they say what was measured."""
        kind, name, _ = self.reader.lexicon.targets[match.target]
        if kind == "medicine":
            return False
        for value in self.values:
            places = self._tokens_of(value.start, value.end)
            if len(places) <= _SHORT_VALUE and match.core <= set(places):
                results = self.reader.kb.measures[value.id].results
                implies = self.reader.rules.implies
                means = {f for r in results if r.finding for f in (r.finding, implies.get(r.finding))}
                return name not in means
        return False

    def _of_stranger(self, draft: Draft) -> bool:
        """Whether it is the illness of somebody who is no blood relation: it says nothing of the patient."""
        if (
            of_staff(self.view, self.reader.roles, draft.at)
            or self.people.relative_at(draft.at) in self.reader.roles.animals
        ):
            return True
        if draft.kind == "finding" or draft.verdict.state != "family":
            return False
        return self.people.relative_at(draft.at) in self.reader.roles.not_kin

    def _half_denied(self, match: Match) -> Cue | None:
        """The denial of only a later part of a wording, so that the whole is not said at all."""
        denied = self.context.denied
        if match.denies or any(i in denied for i in match.head):
            return None
        late = (denied[i] for i in sorted(match.content) if i in denied and denied[i].start not in match.core)
        return next(late, None)

    def _normal(self, match: Match) -> bool:
        """Whether a sign or test is told to be normal by denying its result: *d-dimer is not raised*."""
        if self.reader.lexicon.targets[match.target][1] not in self.reader.rules.signs:
            return False
        denied = [self.view.tokens[i].word for i in match.content if i in self.context.denied]
        return bool(denied) and self.view.grammar.result.issuperset(denied)

    def _draft(self, match: Match, denial: Cue | None) -> Draft:
        reader, lexicon = self.reader, self.reader.lexicon
        raw_kind, name, _ = lexicon.targets[match.target]
        kind: Kind = raw_kind  # type: ignore[assignment]
        disease = kind == "condition" or name in reader.lasting.get(kind, ())
        meant = verdict(
            self.context, match.head, match.core, kind, match.denies, reader.is_event(kind, name), disease
        )
        if denial is not None:
            meant = Verdict("absent", "denied", self.context.quote(denial))
        draft = Draft(name, kind, lexicon.labels[match.target], match, meant)
        if kind == "finding":
            draft.accepts = reader.accepts.get(name, frozenset())
            self.placer.place(draft)
        return draft

    def _of_medicine(self, time: Time) -> bool:
        """Whether a time says since when a medicine is taken or when an event was, not how long a complaint lasts."""
        if time.kind == "ago" and any(time.end - 1 in core for core in self._dated):
            return True
        firsts = self._firsts
        around = self.things[bisect_left(firsts, time.start - 6) : bisect_left(firsts, time.start)]
        sentence = self.view.tokens[time.start].sentence
        same = (m for m in around if self.view.tokens[m.first].sentence == sentence)
        before = [m for m in same if m.head[-1] < time.start]
        if before:
            nearest = max(before, key=lambda m: m.head[-1])
            kind, name, _ = self.reader.lexicon.targets[nearest.target]
            close = nearest.head[-1] >= time.start - 2
            if kind in ("condition", "factor") and (close or not self.reader.is_event(kind, name)):  # type: ignore[arg-type]
                return True
        kinds = self._kinds.get(self.view.clause_of[time.start], set())
        other = "medicine" in kinds or (time.kind == "ago" and "factor" in kinds)
        return other and "finding" not in kinds
