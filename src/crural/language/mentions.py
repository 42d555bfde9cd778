"""Writes the mentions of a reading from what was found and what is told of it."""

from __future__ import annotations

from typing import Any, Literal

from crural.concepts.reading import Mention
from crural.language.drafts import Draft
from crural.language.pairs import Pair
from crural.language.people import People
from crural.language.reader import Reader
from crural.language.treatment import Treatment
from crural.language.verdicts import Verdict
from crural.language.view import View


class Writer:
    """The mentions of one text."""

    def __init__(self, text: str, view: View, reader: Reader, people: People) -> None:
        self.text = text
        self.view = view
        self.reader = reader
        self.people = people
        self.treatment = Treatment(view)

    def mentions(self, drafts: list[Draft], pairs: list[Pair]) -> tuple[Mention, ...]:
        """The mentions in the order of the text; a pregnancy of which only the weeks are told is one of them.

        pairs: differences of two sides measured; what such a difference means is a finding of the larger side.
        """
        told = [self.mention(draft) for draft in drafts]
        return self._unique([*told, *self._expecting(drafts), *self._measured(told, pairs)])

    def _measured(self, told: list[Mention], pairs: list[Pair]) -> list[Mention]:
        """The findings that differences of two sides mean."""
        known = {mention.id for mention in told if mention.kind == "finding"}
        found = []
        for pair in pairs:
            if pair.finding is None or pair.finding in known:
                continue
            label, value = self.reader.kb.findings[pair.finding].label, pair.value
            data = {
                "id": pair.finding,
                "label": label,
                "quote": value.quote,
                "start": value.start,
                "end": value.end,
            }
            found.append(
                Mention(kind="finding", state="present", rule="two-sides-measured", side=pair.side, **data)
            )
        return found

    def mention(self, draft: Draft) -> Mention:
        """What is told of one thing."""
        tokens, match = self.view.tokens, draft.match
        places = [*match.core]
        if (
            match.group
            and match.group.sites
            and not match.carried
            and self.view.clause_of[match.group.start] == self.view.clause_of[match.first]
        ):
            places += [match.group.start, match.group.end - 1]
        start, end = tokens[min(places)].start, tokens[max(places)].end
        time = draft.time
        data: dict[str, Any] = {
            "id": draft.id,
            "kind": draft.kind,
            "label": draft.label,
            "state": draft.verdict.state,
            "rule": draft.verdict.rule,
            "cue": draft.verdict.cue,
            "quote": self.text[start:end],
            "start": start,
            "end": end,
        }
        if draft.kind == "finding":
            told = dict(draft.told)
            for name in ("onset", "severity"):
                values = told.pop(name, [])
                data[name] = values[-1] if values else None
            told.pop("duration", None)
            data["qualities"] = {key: tuple(values) for key, values in sorted(told.items()) if values}
            data["without"] = {key: tuple(values) for key, values in sorted(draft.without.items()) if values}
            data["side"], data["site"] = draft.side, draft.site
            if time is not None:
                data["duration"] = self.text[tokens[time.start].start : tokens[time.end - 1].end]
                data["days"] = time.days
        elif draft.kind == "medicine":
            self._take(draft, data)
        else:
            if draft.kind == "condition" and draft.verdict.state == "present":
                data["status"] = "known"
            if time is not None:
                data["duration"] = self.text[tokens[time.start].start : tokens[time.end - 1].end]
                data["days"] = time.days
        return Mention(**data)

    def _take(self, draft: Draft, data: dict[str, Any]) -> None:
        verdict: Verdict = draft.verdict
        taking = self.treatment.taking(draft.at)
        if verdict.state in ("absent", "family") and taking.rule != "stopped":
            return
        status: Literal["current", "stopped"] | None = taking.status
        data["state"], data["status"] = taking.state, status
        data["rule"], data["cue"] = taking.rule, taking.cue
        data["started_days"] = taking.started_days
        if verdict.state == "resolved":
            data["status"], data["rule"], data["cue"] = "stopped", verdict.rule, verdict.cue

    def _unique(self, mentions: list[Mention]) -> tuple[Mention, ...]:
        """Mentions in the order of the text; one of a kind in one state and place is enough."""
        kept: dict[tuple[Any, ...], Mention] = {}
        for mention in mentions:
            place = (mention.side, mention.site, mention.start) if mention.kind == "finding" else ()
            key = (mention.kind, mention.id, mention.state, mention.status, place)
            if key not in kept or (kept[key].started_days is None and mention.started_days is not None):
                kept[key] = mention
        return tuple(sorted(kept.values(), key=lambda m: (m.start, m.end, m.kind, m.id)))

    def _expecting(self, drafts: list[Draft]) -> list[Mention]:
        """A pregnancy of which only the weeks are told: *35 weeks and both ankles are swollen*."""
        ids = self.reader.roles.pregnancy_ids
        if self.people.sex == "male" or any(draft.kind == "factor" and draft.id in ids for draft in drafts):
            return []
        found = []
        for time in self.view.gestations[:1]:
            start, end = self.view.tokens[time.start].start, self.view.tokens[time.end - 1].end
            for name in sorted(ids & self.reader.kb.factors.keys()):
                label, quote = self.reader.kb.factors[name].label, self.text[start:end]
                data = {"id": name, "label": label, "quote": quote, "start": start, "end": end}
                found.append(Mention(kind="factor", state="present", rule="weeks-of-pregnancy", **data))
        return found

    def pregnant(self, mentions: tuple[Mention, ...]) -> bool | None:
        """Whether the person is pregnant, where that is told or denied."""
        ids = self.reader.roles.pregnancy_ids
        states = {m.state for m in mentions if m.kind == "factor" and m.id in ids}
        if "present" in states:
            return True
        return False if "absent" in states else None
