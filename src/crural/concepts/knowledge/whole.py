"""The whole base in one value."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from crural.concepts.base import Concept
from crural.concepts.knowledge.answers import Answer, Claim, Myth, Service
from crural.concepts.knowledge.care import Advice, Caution, EmergencyNumber, Specialist, Test, Visit
from crural.concepts.knowledge.conditions import Condition
from crural.concepts.knowledge.evidence import Record, Source
from crural.concepts.knowledge.findings import Finding, Measure, Qualifier
from crural.concepts.knowledge.instruments import Instrument
from crural.concepts.knowledge.people import Factor, Medicine
from crural.concepts.knowledge.rules import Rule
from crural.concepts.knowledge.settings import Settings


class KnowledgeBase(Concept):
    """Everything, resolved and checked.

    version: hash of the content. active: chance of each condition in the adult population (four
    weeks). leaks: what no modelled condition explains of each finding (probability).
    """

    version: str
    settings: Settings
    qualifiers: dict[str, Qualifier]
    findings: dict[str, Finding]
    measures: dict[str, Measure]
    factors: dict[str, Factor]
    medicines: dict[str, Medicine]
    conditions: dict[str, Condition]
    rules: dict[str, Rule]
    advice: dict[str, Advice]
    cautions: dict[str, Caution] = Field(default_factory=dict)
    tests: dict[str, Test]
    specialists: dict[str, Specialist]
    visits: dict[str, Visit] = Field(default_factory=dict)
    myths: dict[str, Myth]
    instruments: dict[str, Instrument] = Field(default_factory=dict)
    answers: Mapping[str, Answer] = Field(default_factory=dict)
    services: dict[str, Service] = Field(default_factory=dict)
    claims: Mapping[str, Claim] = Field(default_factory=dict)
    emergency_numbers: dict[str, EmergencyNumber] = Field(default_factory=dict)
    sources: Mapping[str, Source] = Field(default_factory=dict)
    records: Mapping[str, Record] = Field(default_factory=dict)
    lexicon: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, str]
    active: dict[str, float] = Field(default_factory=dict)
    leaks: dict[str, float] = Field(default_factory=dict)
