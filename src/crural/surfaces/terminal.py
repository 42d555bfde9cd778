"""An assessment as text for a terminal: urgency first and unmistakable, then causes, why, and what to do."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable

from crural.concepts.assessment import Assessment, Cause, FoundFinding, InstrumentScore
from crural.concepts.base import Level
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.explain import in_words

COLOURS: dict[Level, str] = {
    "emergency": "41;97;1",
    "same-day": "43;30;1",
    "soon": "44;97;1",
    "routine": "42;30;1",
    "self-care": "42;30;1",
}
TITLES: dict[Level, str] = {
    "emergency": "EMERGENCY",
    "same-day": "TODAY",
    "soon": "WITHIN TWO WEEKS",
    "routine": "PLANNED APPOINTMENT",
    "self-care": "SELF-CARE",
}
BAR = 24


class _Page:
    """Collects lines, wrapped to the width, with or without colour."""

    def __init__(self, colour: bool, width: int) -> None:
        self.colour, self.width = colour, width
        self.lines: list[str] = []
        self.cited: dict[str, int] = {}

    def paint(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour else text

    def add(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        pad = " " * indent
        wrapped = (
            textwrap.wrap(text, self.width, initial_indent=pad, subsequent_indent=pad + " " * hang)
            if text
            else [""]
        )
        self.lines += wrapped

    def head(self, text: str) -> None:
        self.add()
        self.lines.append(self.paint(text, "1"))

    def bullets(self, items: Iterable[str], indent: int = 2) -> None:
        for item in items:
            self.add(f"- {item}", indent, 2)

    def cite(self, sources: Iterable[str]) -> str:
        """Short reference numbers of the sources, such as [1][2]."""
        return "".join(f"[{self.cited.setdefault(source, len(self.cited) + 1)}]" for source in sources)


def bar(probability: float, low: float, high: float, width: int = BAR) -> str:
    """A bar with its interval: full blocks to the probability, a line to the upper end.

    >>> bar(0.5, 0.25, 0.75, 8)
    '████──  '
    """
    full, end = round(probability * width), round(high * width)
    start = round(low * width)
    cells = ["█" if i < full else ("─" if start <= i < end else " ") for i in range(width)]
    return "".join(cells)


def percent(p: float) -> str:
    """A chance in words of numbers: "<1 %" below one in a hundred.

    >>> percent(0.004), percent(0.423)
    ('<1 %', '42 %')
    """
    return "<1 %" if p < 0.01 else (">99 %" if p > 0.99 else f"{p:.0%}".replace("%", " %"))


def _cause(page: _Page, cause: Cause, place: int, base: KnowledgeBase) -> None:
    low, high = cause.interval
    numbers = f"{percent(cause.probability):>5}  ({percent(low)} to {percent(high)})"
    page.lines.append(f"  {page.paint(bar(cause.probability, low, high), '36')} {numbers}")
    known = " (you said you have this)" if cause.known else ""
    page.add(f"{place}. {cause.lay_name[0].upper()}{cause.lay_name[1:]}: {cause.name}{known}", 2, 3)
    if cause.because_of:
        parents = [base.conditions[name].lay_name for name in cause.because_of]
        page.add(f"because of: {', '.join(parents)}", 5, 2)
    for label, items in (("for", cause.for_), ("against", cause.against)):
        if items:
            said = "; ".join(f"{e.text} ({e.weight:+.1f}){page.cite(e.source)}" for e in items)
            page.add(f"{label}: {said}", 5, 2)
    if cause.mechanism:
        page.add("how: " + " > ".join(step.rstrip(".") for step in cause.mechanism[0]), 5, 2)


def _finding(found: FoundFinding, base: KnowledgeBase) -> str:
    state = "" if found.state in ("present", "absent") else found.state
    details = in_words(base, {"site": found.site, **found.details})
    said = ", ".join(x for x in (state, found.side, found.duration, *details) if x)
    return f"{'no ' if found.state == 'absent' else ''}{found.label}{f' ({said})' if said else ''}"


def _sources(page: _Page, base: KnowledgeBase) -> None:
    if not page.cited:
        return
    page.head("Sources")
    for name, number in page.cited.items():
        record = base.records.get(name)
        source = base.sources.get(record.source or "" if record else name)
        if source is None:
            continue
        where = (
            f"doi:{source.doi}"
            if source.doi
            else (f"PMID {source.pmid}" if source.pmid else source.url or "")
        )
        year = f", {source.year}" if source.year else ""
        page.add(f"[{number}] {source.title}{year}. {where}", 2, 4)


def _score(item: InstrumentScore) -> str:
    """One clinical score: its stage or points, what it means, how much is not known."""
    value = item.stage or (f"{item.low:g}" if item.low == item.high else f"{item.low:g} to {item.high:g}")
    missing = f" Not known yet: {len(item.missing)}." if item.missing else ""
    return f"{item.name}: {value} ({item.label}). {item.text}{missing}"


def to_text(
    assessment: Assessment, base: KnowledgeBase, *, colour: bool = False, width: int | None = None
) -> str:
    """The assessment as readable text. width: columns; the terminal's, at most 100, when not given."""
    page = _Page(colour, width or min(100, shutil.get_terminal_size((96, 20)).columns))
    urgency = assessment.urgency
    page.lines.append(page.paint(f" {TITLES[urgency.level]} ", COLOURS[urgency.level]))
    page.add(urgency.act)
    if urgency.on_the_phone:
        page.add(urgency.on_the_phone)
    for reason in urgency.reasons[:4]:
        page.add(f"- {reason.text} {page.cite(reason.source[:2])}".rstrip(), 2, 2)
    if urgency.while_waiting:
        page.head("While you wait")
        page.bullets(urgency.while_waiting)
    if assessment.out_of_scope:
        page.add()
        page.add(assessment.out_of_scope.text)
    understood = [_finding(f, base) for f in assessment.findings]
    person = [f"{assessment.age:g} years" if assessment.age is not None else "", assessment.sex or ""]
    person += [f"{'' if f.state == 'present' else f.state + ': '}{f.label}" for f in assessment.factors]
    person += [f"{m.name}{' (stopped)' if m.status == 'stopped' else ''}" for m in assessment.medicines]
    person += [f"{v.id} {v.value:g} {v.unit}" for v in assessment.values]
    if understood or any(person):
        page.head("What we understood")
        if understood:
            page.add("; ".join(understood), 2)
        if any(person):
            page.add("; ".join(x for x in person if x), 2)
    if assessment.causes:
        page.head("What it could be (several may be true at once)")
        for place, cause in enumerate(assessment.causes[:6], 1):
            _cause(page, cause, place, base)
    for joint in assessment.joint:
        page.add(joint.text, 2)
    if assessment.cannot_tell.said and assessment.cannot_tell.text:
        page.add()
        page.add(assessment.cannot_tell.text, 2)
    else:
        page.add(f"None of the causes we know: {percent(assessment.cannot_tell.probability)}", 2)
    if assessment.questions:
        page.head("What would help to know")
        page.bullets(f"{q.text} {q.why}" for q in assessment.questions)
    if assessment.tests:
        page.head("Tests to ask about")
        page.bullets(f"{t.name}: {t.purpose}" for t in assessment.tests[:6])
    if assessment.scores:
        page.head("Scores that doctors use")
        page.bullets(f"{_score(s)} {page.cite(s.source[:1])}".rstrip() for s in assessment.scores)
    if assessment.specialists:
        page.head("Who to see")
        page.bullets(f"{s.name}: {s.purpose}" for s in assessment.specialists[:3])
    good = [a for a in assessment.advice if not a.struck]
    bad = [a for a in assessment.advice if a.struck]
    if good:
        page.head("What you can do")
        for item in good[:7]:
            unless = f" Not if: {' '.join(item.unless)}" if item.unless else ""
            page.bullets([f"{item.text}{unless} {page.cite(item.source[:1])}".rstrip()])
    if bad:
        page.head("What not to do now")
        page.bullets(f"{a.text} - not for you: {' '.join(a.unless)}" for a in bad)
    if assessment.myths:
        page.head("You may have read")
    for myth in assessment.myths:
        page.add(f"{myth.said} In fact: {myth.in_fact} {page.cite(myth.source[:1])}".rstrip(), 2)
    if assessment.follow_up:
        page.head("When to come back")
        page.bullets(assessment.follow_up)
    for note in assessment.notes:
        page.add()
        page.add(note)
    _sources(page, base)
    page.add()
    page.add(base.words["not-a-diagnosis"])
    return "\n".join(page.lines)
