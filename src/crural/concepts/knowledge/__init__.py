"""What the knowledge base holds. The YAML of `kb/` has exactly these fields.

A bare number in the YAML is an estimate: it, or the block around it, carries `why`. A sourced number
is written `{from: RECORD, by: FUNCTION}`.
"""

from crural.concepts.knowledge.care import Advice, Myth, Specialist, Test, Unless
from crural.concepts.knowledge.conditions import (
    CausedBy,
    Chain,
    Condition,
    ConditionKind,
    Course,
    Exposure,
    FactorOdds,
    Harm,
    Produces,
    Review,
    TestUse,
    Treatment,
)
from crural.concepts.knowledge.evidence import Record, SetAside, Source
from crural.concepts.knowledge.findings import Finding, FindingKind, Measure, Qualifier
from crural.concepts.knowledge.instruments import Band, Grade, Instrument, Item, Sign, Stage
from crural.concepts.knowledge.people import Curve, Factor, Medicine
from crural.concepts.knowledge.rules import Atom, Rule
from crural.concepts.knowledge.settings import HarmClass, Settings
from crural.concepts.knowledge.whole import KnowledgeBase

__all__ = [
    "Advice",
    "Atom",
    "Band",
    "CausedBy",
    "Chain",
    "Condition",
    "ConditionKind",
    "Course",
    "Curve",
    "Exposure",
    "Factor",
    "FactorOdds",
    "Finding",
    "FindingKind",
    "Grade",
    "Harm",
    "HarmClass",
    "Instrument",
    "Item",
    "KnowledgeBase",
    "Measure",
    "Medicine",
    "Myth",
    "Produces",
    "Qualifier",
    "Record",
    "Review",
    "Rule",
    "SetAside",
    "Settings",
    "Sign",
    "Source",
    "Specialist",
    "Stage",
    "Test",
    "TestUse",
    "Treatment",
    "Unless",
]
