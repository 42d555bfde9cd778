"""Which question next: danger signs that the picture makes relevant, then what tells most."""

from crural.interview.questions import ask_questions

__all__ = ["ask_questions"]
