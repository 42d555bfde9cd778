"""How soon somebody must look, and which rule or likely cause says so."""

from crural.triage.rules import Fired, fired_rules, not_asked
from crural.triage.urgency import urgency_of

__all__ = ["Fired", "fired_rules", "not_asked", "urgency_of"]
