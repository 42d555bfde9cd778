"""Cards from an answer: its urgency, medicines among its causes, its tests, and advice against an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from crural.concepts.assessment import AdviceItem, Assessment, Suggestion
from crural.concepts.base import Level
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.cds_hooks.shapes import Call, lean
from crural.surfaces.fhir.write import service_request_draft

Card = dict[str, Any]
INDICATORS: dict[Level, str] = {"emergency": "critical", "same-day": "warning", "soon": "warning"}
"""Levels that are worth a card of their own, and how it looks."""
LONGEST = 139
"""Most characters of a summary."""
TITLE = 60
"""Most characters of an order's name in a summary."""
SHOWN = 3
"""Most causes, and most tests, that cards are made for."""
REASONS = "urn:crural:override-reason"


def shortened(text: str, most: int) -> str:
    """The text, or its first whole words when it is longer than `most` characters.

    >>> shortened("Numbness between the legs", 20)
    'Numbness between...'
    """
    return text if len(text) <= most else text[: most - 2].rpartition(" ")[0].rstrip(" ,;:.") + "..."


def opening(card: Card, address: str) -> Card:
    """The card with links that lead to an address."""
    return {**card, "links": [{**link, "url": address} for link in card["links"]]}


class Cards:
    """Makes the cards of one call. The same call and knowledge give the same cards, ids too."""

    def __init__(self, call: Call, base: KnowledgeBase, public_url: str) -> None:
        self.call, self.base, self.public_url = call, base, public_url

    def _id(self, kind: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"urn:crural:card:{self.call.hook_instance}:{kind}"))

    def _card(self, kind: str, indicator: str, summary: str, detail: Iterable[str], **more: Any) -> Card:
        words, whole = self.base.words, "" if len(summary) <= LONGEST else f"**{summary}**"
        known = ("card-known", "card-not-fitting")
        return dict(
            lean(
                {
                    "uuid": self._id(kind),
                    "summary": shortened(summary, LONGEST),
                    "detail": "\n\n".join(part for part in (whole, *detail) if part),
                    "indicator": indicator,
                    "source": {"label": "Crural", "url": self.public_url},
                    "links": [
                        {"label": words["card-link"], "url": f"{self.public_url}/", "type": "absolute"}
                    ],
                    "overrideReasons": [
                        {"code": code.removeprefix("card-"), "system": REASONS, "display": words[code]}
                        for code in known
                    ],
                    **more,
                }
            )
        )

    def _sources(self, names: Iterable[str]) -> str:
        """The publications behind a statement, in a line of links."""
        base, found = self.base, {}
        for name in names:
            source = base.sources.get(name) or base.sources.get(
                (base.records[name].source or "") if name in base.records else ""
            )
            if source is not None:
                link = f"https://doi.org/{source.doi}" if source.doi else source.url
                found[source.id] = f"[{source.title}]({link})" if link else source.title
        return base.words["card-sources"].format(sources="; ".join(found.values())) if found else ""

    def danger(self, answer: Assessment) -> list[Card]:
        """One card when somebody must look soon: why, what to do now, what to do while waiting."""
        urgency = answer.urgency
        reasons = [reason.text for reason in urgency.reasons]
        if urgency.level not in INDICATORS or not reasons:
            return []
        detail = [
            f"**{urgency.act}**",
            "\n".join(f"- {text}" for text in reasons[1:]),
            "\n".join(f"- {text}" for text in urgency.while_waiting),
            self._sources(name for reason in urgency.reasons for name in reason.source),
            self.base.words["not-a-diagnosis"],
        ]
        return [self._card("danger", INDICATORS[urgency.level], reasons[0], detail)]

    def medicines(self, answer: Assessment) -> list[Card]:
        """A card for each medicine that speaks for a leading cause; what to do is the cause's own advice."""
        base, cards = self.base, []
        for cause in answer.causes[:SHOWN]:
            said = base.words["card-cause"].format(
                cause=cause.name,
                percent=f"{cause.probability:.0%}",
                low=f"{cause.interval[0]:.0%}",
                high=f"{cause.interval[1]:.0%}",
            )
            advised = set(base.conditions[cause.id].advice)
            advice = [item.text for item in answer.advice if item.id in advised and not item.struck]
            for piece in cause.for_:
                if piece.id in base.medicines:
                    summary = base.words["card-medicine"].format(medicine=base.medicines[piece.id].name)
                    detail = [said, cause.plain, *advice, self._sources(cause.sources)]
                    cards.append(self._card(f"medicine:{piece.id}:{cause.id}", "info", summary, detail))
        return cards

    def tests(self, tests: list[Suggestion]) -> list[Card]:
        """One card with the tests as drafts of orders."""
        shown = tests[:SHOWN]
        if not shown:
            return []
        patient = f"Patient/{self.call.context.patient_id}"
        suggestions = [
            {
                "label": test.name,
                "uuid": self._id(f"test:{test.id}"),
                "actions": [
                    {
                        "type": "create",
                        "description": f"{test.name}. {test.purpose}",
                        "resource": service_request_draft(test.id, self.base, patient),
                    }
                ],
            }
            for test in shown
        ]
        summary = self.base.words["card-tests"].format(tests=", ".join(test.name for test in shown))
        detail = ["\n".join(f"- {test.name}: {test.purpose}" for test in shown)]
        more = {"selectionBehavior": "any", "suggestions": suggestions}
        return [self._card("tests", "info", summary, detail, **more)]

    def against(self, order: str, advice: AdviceItem) -> Card:
        """A card for an order that an exception of our advice speaks against."""
        detail = ["\n".join(f"- {text}" for text in advice.unless), self._sources(advice.source)]
        summary = self.base.words["card-against"].format(order=shortened(order, TITLE))
        return self._card(f"against:{advice.id}:{order}", "warning", summary, detail)
