"""Published figures of other symptom checkers, as read in the abstracts named. Other case sets than ours: no race."""

from __future__ import annotations

CAVEAT = (
    "Other people's cases, other conditions, other rules of scoring: these figures cannot be set against ours one by"
    " one. They say what has been reached and published elsewhere. Read in the abstracts. Ours are development data."
)

HEAD = ("system and study", "cases", "right cause first", "among three", "urgency", "source")
ROWS: tuple[tuple[str, ...], ...] = (
    ("23 checkers, 2015", "45 vignettes", "34 %", "", "right in 57 %; of emergencies 80 %",
     "Semigran, BMJ 2015, PMC4496786"),
    ("27 checkers for causes, 19 for urgency, 2020", "48 vignettes", "36 % (12 to 61 %)", "52 %",
     "right in 49 %; of emergencies 63 %", "Hill, Med J Aust 2020, doi 10.5694/mja2.50600"),
    ("best of eight apps (Ada), and GPs beside it", "200 vignettes", "", "70.5 %; GPs 82.1 %",
     "safe (one level too low is called safe there): 97.0 %; GPs 97.0 %",
     "Gilbert, BMJ Open 2020;10:e040269, PMC7745523"),
    ("22 apps, 2022", "45 vignettes", "", "", "right in 55.8 % (median)",
     "Schmieding, JMIR 2022, doi 10.2196/31810"),
    ("Ada, walk-in patients", "378 people", "", "", "same or safer 91 %, too low 8.9 %",
     "Cotte, JMIR mHealth 2022, doi 10.2196/32340"),
    ("August (preprint of its makers)", "400 vignettes", "81.8 %", "", "", "Bhatt, arXiv 2412.12538"),
    ("AMIE in a clinic (preprint)", "100 people", "", "75 %", "", "Brodeur, arXiv 2603.08448"),
)  # fmt: skip
