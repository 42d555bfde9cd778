"""What the knowledge base holds. The YAML of `kb/` has exactly these fields.

A bare number in the YAML is an estimate: it, or the block around it, carries `why`. A sourced number
is written `{from: RECORD, by: FUNCTION}`.
"""

from crural.concepts.knowledge.answers import REFUTED, Answer, Check, Claim, Myth, Service, Topic, Verdict
from crural.concepts.knowledge.care import (
    Advice,
    Caution,
    EmergencyNumber,
    Fine,
    Specialist,
    Test,
    Unless,
    Visit,
)
from crural.concepts.knowledge.conditions import (
    CausedBy,
    Chain,
    Condition,
    ConditionKind,
    Course,
    Exposure,
    FactorOdds,
    Harm,
    NewStart,
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
from crural.concepts.knowledge.settings import HarmClass, Reporting, Settings
from crural.concepts.knowledge.whole import KnowledgeBase

__all__ = [
    "REFUTED",
    "Advice",
    "Answer",
    "Atom",
    "Band",
    "CausedBy",
    "Caution",
    "Chain",
    "Check",
    "Claim",
    "Condition",
    "ConditionKind",
    "Course",
    "Curve",
    "EmergencyNumber",
    "Exposure",
    "Factor",
    "FactorOdds",
    "Finding",
    "FindingKind",
    "Fine",
    "Grade",
    "Harm",
    "HarmClass",
    "Instrument",
    "Item",
    "KnowledgeBase",
    "Measure",
    "Medicine",
    "Myth",
    "NewStart",
    "Produces",
    "Qualifier",
    "Record",
    "Reporting",
    "Review",
    "Rule",
    "Service",
    "SetAside",
    "Settings",
    "Sign",
    "Source",
    "Specialist",
    "Stage",
    "Test",
    "TestUse",
    "Topic",
    "Treatment",
    "Unless",
    "Verdict",
    "Visit",
]
