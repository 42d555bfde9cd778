"""A directory of services on the terminal: what it holds, and who in it fits an answer."""

from __future__ import annotations

import textwrap
from collections import Counter

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.services import Centre, Directory, Fit, Fitting, Match

WIDTH = 90


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def directory_text(directory: Directory, base: KnowledgeBase) -> str:
    """What a sound directory holds: its centres, and how many offer each service."""
    offered = Counter(offer.service for centre in directory.centres for offer in centre.offers)
    lines = [f"Sound: {directory.title}: {len(directory.centres)} centres, {len(offered)} kinds of services."]
    lines += [base.words["services-sample"]] if directory.sample else []
    lines += [f"  {base.services[name].name:<50} {number:>3}" for name, number in sorted(offered.items())]
    return "\n".join(lines)


def _where(centre: Centre) -> str:
    place, contact = centre.place, centre.contact
    ways = [way for way in (contact.phone, contact.email, contact.website) if way]
    parts = [place.address, " ".join(part for part in (place.postcode, place.town) if part), *ways]
    return ", ".join(parts) + (", step-free" if place.step_free else "")


def _opening(centre: Centre) -> str:
    return "; ".join(f"{day[:3]} {' '.join(hours)}" for day, hours in centre.opening.items())


def _match_lines(match: Match, base: KnowledgeBase) -> list[str]:
    causes = ", ".join(base.conditions[name].lay_name for name in match.causes)
    lines = _wrapped(f"{match.name} (for: {causes})", "  ")
    lines += _wrapped(match.place_in_care, "    ") if match.place_in_care else []
    for caution in match.cautions:
        head = "Not now" if caution.then == "not-now" else "Ask first"
        lines += _wrapped(f"{head}: {caution.text}", "    ")
    lines += _wrapped(f"Before: {', '.join(match.needs_first)}", "    ") if match.needs_first else []
    lines += (
        _wrapped(f"This place also checks: {'; '.join(match.also_checked)}", "    ")
        if match.also_checked
        else []
    )
    return lines


def _fit_lines(fit: Fit, base: KnowledgeBase) -> list[str]:
    lines = ["", fit.centre.name, *_wrapped(_where(fit.centre), "  ")]
    if fit.centre.opening:
        lines += _wrapped(f"Open: {_opening(fit.centre)}", "  ")
    for match in fit.matches:
        lines += _match_lines(match, base)
    return [*lines, f"  Entry checked on {fit.centre.checked_on}"]


def fitting_text(found: Fitting, base: KnowledgeBase) -> str:
    """Who fits, and what is settled first."""
    lines = _wrapped(found.note, "")
    lines += [base.words["services-sample"]] if found.sample else []
    if not found.fits and found.level != "emergency":
        lines.append(base.words["services-none"])
    for fit in found.fits:
        lines += _fit_lines(fit, base)
    return "\n".join(lines)
