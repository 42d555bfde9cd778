"""What to do: tests, who to see, self-care with its exceptions, corrections of common claims."""

from crural.advice.plan import Plan, plan_for_person

__all__ = ["Plan", "plan_for_person"]
