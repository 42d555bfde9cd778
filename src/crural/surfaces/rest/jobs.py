"""What the workers do for a request: one call of the core each, and its answer as JSON text."""

from __future__ import annotations

from pydantic import BaseModel

from crural.assess import assess as assess_case
from crural.assess import explanation
from crural.assess.turns import next_turn, with_answers
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.language import read
from crural.surfaces.lines import assess_line, to_json
from crural.surfaces.rest.shapes import Changes, NextStep, Step, WhyAsked, WhyRather, Words


def _json(answer: BaseModel) -> str:
    return answer.model_dump_json(by_alias=True)


def understand(base: KnowledgeBase, words: Words) -> str:
    """What is read in a text."""
    return _json(read(words.text.encode("utf-8", "replace").decode(), base))


def assess(base: KnowledgeBase, case: Case) -> str:
    """The assessment of a case."""
    return to_json(assess_case(case, base=base))


def interview_next(base: KnowledgeBase, step: Step) -> str:
    """The case with its new answers, and the next question."""
    case = with_answers(step.case, step.answers, base)
    return _json(NextStep(case=case, turn=next_turn(case, base=base)))


def explain(base: KnowledgeBase, asked: WhyAsked) -> str:
    """One cause in depth."""
    return _json(explanation.explain(asked.case, asked.cause, base=base))


def contrast(base: KnowledgeBase, asked: WhyRather) -> str:
    """Why one cause rather than another."""
    return _json(explanation.contrast(asked.case, asked.cause, asked.than, base=base))


def what_if(base: KnowledgeBase, changes: Changes) -> str:
    """The assessments before and after some answers are changed."""
    return _json(explanation.what_if(changes.case, changes.changes, base=base))


def line(base: KnowledgeBase, text: str) -> str:
    """The assessment, or the error, for one line of a batch."""
    return assess_line(text, base)
