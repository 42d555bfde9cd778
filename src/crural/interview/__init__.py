"""Which question next: danger signs that the picture makes relevant, then what tells most."""

from crural.interview.questions import next_questions

__all__ = ["next_questions"]
