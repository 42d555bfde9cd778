"""Which question next: danger signs that the picture makes relevant, then what tells most."""

from crural.interview.questions import Options, as_questions, ask_options

__all__ = ["Options", "as_questions", "ask_options"]
